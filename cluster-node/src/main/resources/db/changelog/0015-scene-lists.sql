--liquibase formatted sql

--changeset landfall:0015-scene-lists-file-name
--comment A list is known again by its file's name where its URL is another one. Not settled: whether it is an earlier one is still to be found out.
alter table scene_lists
  add column file_name text not null default '',
  add column settled boolean not null default true;
update scene_lists set file_name = regexp_replace(regexp_replace(url, '\?.*$', ''), '^.*/', '');
--rollback alter table scene_lists drop column file_name, drop column settled;

--changeset landfall:0015-superseded-scenes
--comment Of the products of one acquisition and family the newest is shown; loads do this for what they touch.
update scenes s set withdrawn = now(), changed = now(), replaced_by = newest
from (
  select id, acquired, first_value(id) over family as newest,
    first_value(acquired) over family as newest_acquired
  from (
    select id, acquired, wrs_path, wrs_row, collection, category,
      case when length(id) = 40 and category in ('RT', 'T1', 'T2')
          then substr(id, 2, 3) || substr(id, 6, 2) || substr(id, 18, 8)
        when length(id) = 21 and collection = 0
          then substr(id, 1, 3) || substr(id, 10, 10)
      end as acquisition
    from scenes where withdrawn is null) product
  where acquisition is not null
  window family as (
    partition by wrs_path, wrs_row, collection, acquisition
    order by coalesce(category, '') = 'RT',
      case when length(id) = 40 then substr(id, 27, 8) else substr(id, 20, 2) end desc,
      substr(id, 6, 4) desc, category, id desc)) ranked
where s.id = ranked.id and newest <> s.id
  and s.acquired between newest_acquired - interval '1 minute' and newest_acquired + interval '1 minute';
--rollback update scenes set withdrawn = null, replaced_by = null where replaced_by is not null and category is distinct from 'RT';
