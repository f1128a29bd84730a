import type { Part } from './parts.ts'

/** Whatever the session is set to, the same values become the same texts. */
const pinned: Record<string, string> = {
  search_path: 'pg_catalog',
  TimeZone: 'UTC',
  DateStyle: 'ISO, MDY',
  IntervalStyle: 'postgres',
  extra_float_digits: '1',
  bytea_output: 'hex',
  xmlbinary: 'base64',
  lc_monetary: 'C',
}

const pin = Object.entries(pinned)
  .map(([name, value]) => `PERFORM set_config('${name}', '${value}', true);`)
  .join('\n  ')

const ours = ({ relations }: Part): string => `(${relations})
    AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')`

/** Rights, by names, in an order of their own; who gave them is no matter. */
const rights = (acl: string, kind: string, owner: string): string => `(SELECT coalesce(string_agg(
      concat_ws(' ', CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE pg_get_userbyid(a.grantee) END, a.privilege_type, a.is_grantable),
      ',' ORDER BY CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE pg_get_userbyid(a.grantee) END COLLATE "C", a.privilege_type COLLATE "C"), '')
      FROM aclexplode(coalesce(${acl}, acldefault('${kind}', ${owner}))) AS a)`

/** Everything that a relation's shape is, each as a line of its own. */
const shape = `(SELECT string_agg(line, E'\\n' ORDER BY place, line COLLATE "C") FROM (
      SELECT 0 AS place, concat_ws('|', c.relkind, c.relpersistence, c.relrowsecurity, c.relforcerowsecurity,
        array_to_string(c.reloptions, ','), obj_description(c.oid, 'pg_class'),
        CASE WHEN c.relkind IN ('v', 'm') THEN pg_get_viewdef(c.oid) END, ${rights('c.relacl', 'r', 'c.relowner')}) AS line
      UNION ALL
      SELECT row_number() OVER (ORDER BY t.attnum), concat_ws('|', t.attname, format_type(t.atttypid, t.atttypmod),
        t.attnotnull, t.attidentity, t.attgenerated, t.attstorage, t.attcompression, t.attcollation::regcollation,
        pg_get_expr(e.adbin, e.adrelid), col_description(c.oid, t.attnum), t.attacl)
      FROM pg_attribute t LEFT JOIN pg_attrdef e ON e.adrelid = t.attrelid AND e.adnum = t.attnum
      WHERE t.attrelid = c.oid AND t.attnum > 0 AND NOT t.attisdropped
      UNION ALL
      SELECT 100000, concat_ws('|', conname, convalidated, pg_get_constraintdef(oid))
      FROM pg_constraint WHERE conrelid = c.oid AND contype <> 'n'
      UNION ALL
      SELECT 200000, pg_get_indexdef(indexrelid) FROM pg_index WHERE indrelid = c.oid
      UNION ALL
      SELECT 300000, concat_ws('|', tgenabled, pg_get_triggerdef(oid)) FROM pg_trigger WHERE tgrelid = c.oid AND NOT tgisinternal
      UNION ALL
      SELECT 400000, concat_ws('|', polname, polcmd, pg_get_expr(polqual, polrelid), pg_get_expr(polwithcheck, polrelid))
      FROM pg_policy WHERE polrelid = c.oid
    ) AS lines)`

/**
 * Reads what a part is, in the database's own words, into the setting `backup.facts` of the transaction. A row's
 * digest is that of its values' digests, and a table's checksum the sum of its rows' halves: in whatever order they
 * come, and twice the same row is not none. Runs in a transaction that only reads too.
 */
export function readFacts(part: Part): string {
  return `DO $facts$
DECLARE
  one record;
  digests text;
  counted bigint;
  summed text;
  tables jsonb := '{}';
BEGIN
  ${pin}
  FOR one IN
    SELECT c.oid, n.nspname, c.relname, c.relkind, md5(${shape}) AS shape
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND ${ours(part)}
  LOOP
    counted := 0;
    summed := '0:0';
    IF one.relkind = 'r' THEN
      SELECT string_agg(format('coalesce(md5(t.%I%s), ''-'')', attname, CASE atttypid WHEN 'bytea'::regtype THEN '' ELSE '::text' END), ' || ' ORDER BY attnum)
      INTO digests FROM pg_attribute WHERE attrelid = one.oid AND attnum > 0 AND NOT attisdropped;
      EXECUTE format('SELECT count(*), concat(coalesce(sum((''x'' || left(h, 16))::bit(64)::bigint), 0), '':'', coalesce(sum((''x'' || right(h, 16))::bit(64)::bigint), 0)) FROM (SELECT md5(%s) AS h FROM ONLY %I.%I AS t) AS hashed',
        coalesce(digests, ''''''), one.nspname, one.relname) INTO counted, summed;
    END IF;
    tables := tables || jsonb_build_object(one.nspname || '.' || one.relname,
      jsonb_build_object('rows', counted, 'checksum', summed, 'schema', one.shape));
  END LOOP;
  PERFORM set_config('backup.tables', tables::text, true);
END $facts$;
${readSequences(part)}
SELECT set_config('backup.facts', jsonb_build_object('tables', current_setting('backup.tables')::jsonb,
  'sequences', current_setting('backup.sequences')::jsonb)::text, true);
`
}

/** The sequences alone, into the setting `backup.sequences`. */
export function readSequences(part: Part): string {
  return `DO $sequences$
DECLARE
  one record;
  upcoming numeric;
  found jsonb := '{}';
BEGIN
  ${pin}
  FOR one IN
    SELECT n.nspname, c.relname, s.seqincrement, md5(concat_ws('|', format_type(s.seqtypid, NULL), s.seqstart, s.seqincrement,
      s.seqmin, s.seqmax, s.seqcache, s.seqcycle, ${rights('c.relacl', 's', 'c.relowner')},
      (SELECT concat(d.refobjid::regclass, '.', t.attname) FROM pg_depend d
        JOIN pg_attribute t ON t.attrelid = d.refobjid AND t.attnum = d.refobjsubid
        WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.refclassid = 'pg_class'::regclass
        AND d.deptype IN ('a', 'i')))) AS shape
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_sequence s ON s.seqrelid = c.oid
    WHERE ${ours(part)}
  LOOP
    EXECUTE format('SELECT last_value + CASE WHEN is_called THEN %s ELSE 0 END::numeric FROM %I.%I', one.seqincrement, one.nspname, one.relname) INTO upcoming;
    found := found || jsonb_build_object(one.nspname || '.' || one.relname,
      jsonb_build_object('next', upcoming::text, 'schema', one.shape));
  END LOOP;
  PERFORM set_config('backup.sequences', found::text, true);
END $sequences$;
`
}

/** Ends the transaction with an error that names what is not as `backup.expected` has it. */
export const compareFacts = `DO $compare$
DECLARE
  expected jsonb := current_setting('backup.expected')::jsonb;
  found jsonb := current_setting('backup.facts')::jsonb;
  differing text;
BEGIN
  SELECT string_agg(key, ', ' ORDER BY key) INTO differing
  FROM jsonb_each(expected -> 'tables') AS e FULL JOIN jsonb_each(found -> 'tables') AS f USING (key)
  WHERE e.value IS DISTINCT FROM f.value;
  IF differing IS NOT NULL THEN RAISE EXCEPTION USING ERRCODE = 'BK001', MESSAGE = differing; END IF;
  SELECT string_agg(key, ', ' ORDER BY key) INTO differing
  FROM jsonb_each(expected -> 'sequences') AS e FULL JOIN jsonb_each(found -> 'sequences') AS f USING (key)
  WHERE (e.value ->> 'schema') IS DISTINCT FROM (f.value ->> 'schema')
    OR (f.value ->> 'next')::numeric NOT BETWEEN SYMMETRIC (e.value ->> 'from')::numeric AND (e.value ->> 'to')::numeric;
  IF differing IS NOT NULL THEN RAISE EXCEPTION USING ERRCODE = 'BK001', MESSAGE = differing; END IF;
END $compare$;
`

/** A text as SQL has it, with `standard_conforming_strings`. */
export function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}

/** Drops what a part is made of, and nothing that merely leans on it: where something does, that is an error. */
export function dropPart(part: Part): string {
  return `DO $drop$
DECLARE
  listed text;
BEGIN
  PERFORM set_config('search_path', 'pg_catalog', true);${dropFunctions(part)}
  SELECT string_agg(format('%I.%I', n.nspname, c.relname), ', ') INTO listed
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind IN ('r', 'p') AND ${ours(part)};
  IF listed IS NOT NULL THEN EXECUTE 'DROP TABLE ' || listed; END IF;
  SELECT string_agg(format('%I.%I', n.nspname, c.relname), ', ') INTO listed
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind = 'S' AND ${ours(part)};
  IF listed IS NOT NULL THEN EXECUTE 'DROP SEQUENCE ' || listed; END IF;${dropSchemas(part)}
END $drop$;
`
}

/** What is no extension's own, of the schemas that a whole database is made of. */
const whole = (catalog: string): string =>
  `n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' AND NOT EXISTS (
     SELECT FROM pg_depend WHERE classid = '${catalog}'::regclass AND objid = one.oid AND deptype = 'e')`

/** Where a part is a whole database, its functions go too: first, with their triggers, since some take a table's rows. */
function dropFunctions({ name }: Part): string {
  if (name !== 'ops') return ''
  return `
  SELECT string_agg(one.oid::regprocedure::text, ', ') INTO listed
  FROM pg_proc one JOIN pg_namespace n ON n.oid = one.pronamespace WHERE ${whole('pg_proc')};
  IF listed IS NOT NULL THEN EXECUTE 'DROP FUNCTION ' || listed || ' CASCADE'; END IF;`
}

/** So do its types and schemas, last: they are nobody's by then, or it is an error. */
function dropSchemas({ name }: Part): string {
  if (name !== 'ops') return ''
  return `
  SELECT string_agg(format('%I.%I', n.nspname, one.typname), ', ') INTO listed
  FROM pg_type one JOIN pg_namespace n ON n.oid = one.typnamespace
  WHERE one.typtype IN ('e', 'd') AND ${whole('pg_type')};
  IF listed IS NOT NULL THEN EXECUTE 'DROP TYPE ' || listed; END IF;
  SELECT string_agg(quote_ident(nspname), ', ') INTO listed
  FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname NOT IN ('information_schema', 'public');
  IF listed IS NOT NULL THEN EXECUTE 'DROP SCHEMA ' || listed; END IF;`
}

/**
 * What the owner makes from now on is given to the roles that work in the database (default privileges); the dump
 * says itself who may what, and some rights were taken back: these must not come by default meanwhile. What the
 * owner has of its own stays.
 */
export const withoutDefaults = `CREATE TEMP TABLE backup_defaults ON COMMIT DROP AS
  SELECT CASE WHEN n.nspname IS NULL THEN '' ELSE format('IN SCHEMA %I', n.nspname) END AS place, a.privilege_type AS privilege, a.is_grantable AS grantable,
    CASE d.defaclobjtype WHEN 'r' THEN 'TABLES' WHEN 'S' THEN 'SEQUENCES' WHEN 'f' THEN 'FUNCTIONS' WHEN 'T' THEN 'TYPES' WHEN 'n' THEN 'SCHEMAS' END AS kind,
    CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(a.grantee)) END AS grantee
  FROM pg_default_acl d LEFT JOIN pg_namespace n ON n.oid = d.defaclnamespace CROSS JOIN aclexplode(d.defaclacl) AS a
  WHERE d.defaclrole = current_user::regrole AND a.grantee <> d.defaclrole;
DO $defaults$
DECLARE
  one record;
BEGIN
  FOR one IN SELECT * FROM pg_temp.backup_defaults LOOP
    EXECUTE format('ALTER DEFAULT PRIVILEGES %s REVOKE %s ON %s FROM %s', one.place, one.privilege, one.kind, one.grantee);
  END LOOP;
END $defaults$;
`

export const defaultsAgain = `DO $defaults$
DECLARE
  one record;
BEGIN
  FOR one IN SELECT * FROM pg_temp.backup_defaults LOOP
    EXECUTE format('ALTER DEFAULT PRIVILEGES %s GRANT %s ON %s TO %s%s', one.place, one.privilege, one.kind, one.grantee,
      CASE WHEN one.grantable THEN ' WITH GRANT OPTION' ELSE '' END);
  END LOOP;
END $defaults$;
`

/** What the planner knows of the tables went with the old ones. */
export function analyse(part: Part): string {
  return `DO $analyse$
DECLARE
  one record;
BEGIN
  FOR one IN SELECT n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind = 'r' AND ${ours(part)}
  LOOP
    EXECUTE format('ANALYZE %I.%I', one.nspname, one.relname);
  END LOOP;
END $analyse$;
`
}
