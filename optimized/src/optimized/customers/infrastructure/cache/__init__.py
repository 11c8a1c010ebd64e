"""The cache: never older than the last acknowledged write, whatever happens to Redis.

**Generations.** Every entry contains the generations it was read under, random numbers that Redis
holds beside it: the epoch, and that of all pages or of the row's bucket. A lookup fetches entry and
generations in one MGET and trusts the entry only if they are equal. A writer deletes the
generations of what it changes before its commit and puts its own name there: until it removes the
name, after the commit and before it answers, nobody finds or makes a generation. The next reader
makes a new one. Whoever read the database before that stores under generations that never come
back. So nothing has to be found and deleted, and losing any key, or all, costs only time. The name
of a writer that was killed stays, and nothing is kept there until Redis forgets it.

**Circuit.** A worker that cannot announce a write commits it all the same, and opens a circuit that
all workers share in memory: nobody trusts or keeps an entry until one of them has changed the
epoch. Writers wait ten times as long for Redis as readers do, so that a stall does not come to
that: a reader that waited in vain just reads the database, and the entries are still there when
Redis answers again. Commands and shells are not part of the circuit: they write nothing that they
cannot announce.

**Another server.** Redis may be started again from an old dump, or a replica may take over: then
entries and generations come back that writers have deleted. Connections come and go in redis-py's
pool, so a new connection means nothing by itself. But no connection survives the server's process,
and every process has a random `run_id`. So each connection begins with a script that compares the
`run_id` with the one stored when the epoch was last checked, and deletes the epoch if they differ:
whatever is read on a connection is read after the epoch was changed *in this process*. What was
kept since was read from PostgreSQL after that process had started, when all that had ended in an
earlier one was committed; a write that began there ends here, which deletes the generations of
before its commit. Without the stored value, because it was evicted or flushed, the epoch changes
once more. This presumes one server at a time behind REDIS_URL: two that each accept writes, after
a network split, are not covered.

`tests/optimized/cache/test_consistency.py` records the reads and writes of several processes while
Redis is paused, killed, restored from a dump, emptied, filled up or disconnected, and finds no
answer older than an acknowledged write; it finds each of three deliberate mistakes.
"""
