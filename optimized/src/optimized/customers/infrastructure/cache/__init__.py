"""The cache: never older than the last acknowledged write, whatever happens to Redis.

Every entry begins with the *generations* it was read under, random values that Redis holds
beside it. A lookup fetches entry and generations in one MGET and trusts the entry only if they
are the same. A writer deletes the generations of what it changed after its commit and before it
answers; the next reader makes new ones. Whoever read the database before that write stores under
generations that never come back, so nothing has to be found and deleted, and losing any key, or
all of them, loses only time.

A writer that cannot reach Redis opens a *circuit* shared by all processes instead: nobody trusts
the cache until a process has deleted the generation that all entries share.
"""
