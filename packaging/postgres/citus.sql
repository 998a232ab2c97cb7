-- The hub's tables over several machines (Citus), by office: an office's chains, members, codes and roles stand on one of them, so
-- that a deed is one machine's transaction. Run once, on the coordinator, in the hub's database, after a hub process was started there for
-- the first time (it makes the tables) and before the first desk joins. Citus is not in Debian; its own packages bring it.
CREATE EXTENSION IF NOT EXISTS citus;

-- Each unique key begins with the office, as Citus demands. The first table gives the shards, the others lie beside it.
SELECT create_distributed_table('entry', 'office', shard_count => 64);
SELECT create_distributed_table('member', 'office', colocate_with => 'entry');
SELECT create_distributed_table('contact', 'office', colocate_with => 'entry');
SELECT create_distributed_table('granted', 'office', colocate_with => 'entry');
SELECT create_distributed_table('code', 'office', colocate_with => 'entry');
SELECT create_distributed_table('caught_up', 'office', colocate_with => 'entry');
SELECT create_distributed_table('document', 'office', colocate_with => 'entry');
SELECT create_distributed_table('document_piece', 'office', colocate_with => 'entry');
-- `ebcm_hub`, the version of the tables, and `storage`, which database this is, stay on the coordinator.
