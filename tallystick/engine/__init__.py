"""Reading millions of documents: cut into shards, read anywhere, loaded into one ledger in one order.

`slices.py` cuts sources into slices. `worker.py` reads one slice (`documents.py`) in a process of its own, document by
document, within limits; `reader.py` holds such a process, and what kills it is found and set aside. A slice that was
read is a shard, a file with a manifest (`shards.py`). Who has them read is an engine: `local.py` or `spark.py`.
`load.py` records shards in the order of the documents, so the ledger is the same whichever engine read them.
`backfill.py` has it all done.
"""
