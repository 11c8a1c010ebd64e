"""The cache: never older than the last acknowledged write, whatever happens to Redis.

Every entry begins with the *generations* it was read under, random values that Redis holds
beside it. A lookup fetches entry and generations in one MGET and trusts the entry only if they
are the same. A writer deletes the generations of what it changes before its commit and puts its
own name in their place: until it takes that away again, after the commit and before it answers,
nobody finds or makes a generation there. The next reader makes new ones. Whoever read the database
before that stores under generations that never come back, so nothing has to be found and deleted,
and losing any key, or all of them, loses only time. A writer that is killed at any moment leaves
its name behind, and the database answers in place of the cache until Redis forgets it.

A worker that cannot reach Redis opens a *circuit* shared by all workers instead: nobody trusts
the cache until one of them has deleted the generation that all entries share. Commands and shells
have no part in the circuit: what they cannot tell Redis, they do not write.
"""
