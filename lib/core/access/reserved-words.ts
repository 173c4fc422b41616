/**
 * Words that a row filter cannot take as the name of a column unquoted: what Athena, Trino or DuckDB reserve, and the
 * words of the filter's own grammar.
 */
export const RESERVED_WORDS: ReadonlySet<string> = new Set(
  `all alter analyse analyze and any array as asc asymmetric authorization between bigint binary boolean both by
  case cast char check collate collation column commit concurrently conf constraint create cross cube current
  current_catalog current_date current_path current_role current_schema current_time current_timestamp current_user
  cursor database date day deallocate decimal default deferrable delete desc describe distinct double drop else end
  escape except exchange exclude execute exists extended external extract false fetch first float following for
  foreign freeze from full function glob grant group grouping having ilike import in initially inner insert int
  integer intersect interval into is isnull join json_array json_exists json_object json_query json_table json_value
  lambda lateral leading left less like limit listagg local localtime localtimestamp macro map merge missing more
  natural none normalize not notnull null nulls of offset on only or order outer over overlaps partialscan partition
  percent pivot pivot_longer pivot_wider placing position positional preceding precision prepare preserve primary
  procedure qualify range reads recursive reduce references regexp returning revoke right rlike rollback rollup row
  rows select semi set show similar skip smallint some start summarize symmetric sysdate sysdate table tablesample
  then time timestamp to trailing transform trigger trim true truncate tuple uescape unbounded union unique uniquejoin
  unknown unnest unpivot update user using utc_timestamp value values varchar variadic verbose views when where window
  with`.split(/\s+/),
);
