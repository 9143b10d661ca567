--liquibase formatted sql

--changeset landfall:0017-projects
--comment Projects and tools in their newest versions, and all their versions. Nothing is overwritten: a change adds a version, a deletion sets deleted_at. Content is json, not jsonb: it is given back as it was taken.
create table projects (
  id           uuid primary key,
  owner        text        not null,
  organization text,
  visibility   text        not null,
  version      bigint      not null,
  name         text        not null,
  size         integer     not null,
  uses         uuid[]      not null,
  bytes        bigint      not null,
  created_at   timestamptz not null,
  updated_at   timestamptz not null,
  updated_by   text        not null,
  deleted_at   timestamptz,
  deleted_by   text
);
comment on column projects.organization is 'who may read it where visibility is ORGANIZATION';
comment on column projects.size is 'scenes of the newest version';
comment on column projects.uses is 'scenes of one''s own in the newest version, which are not deleted meanwhile';
comment on column projects.bytes is 'of all versions that are kept';
create index projects_owner on projects (owner, created_at desc, id desc);
create index projects_organization on projects (organization, created_at desc, id desc) where visibility = 'ORGANIZATION';
create index projects_public on projects (created_at desc, id desc) where visibility = 'PUBLIC';
create index projects_newest on projects (created_at desc, id desc);
create index projects_uses on projects using gin (uses);
create table project_versions (
  item_id     uuid        not null references projects on delete cascade,
  version     bigint      not null,
  visibility  text        not null,
  content     json        not null,
  bytes       bigint      not null,
  created_at  timestamptz not null,
  created_by  text        not null,
  replaced_at timestamptz,
  primary key (item_id, version)
);
create table tools (like projects including all);
comment on column tools.size is 'inputs of the newest version';
comment on column tools.uses is 'nothing: a tool names its inputs, not what they are';
create table tool_versions (
  item_id     uuid        not null references tools on delete cascade,
  version     bigint      not null,
  visibility  text        not null,
  content     json        not null,
  bytes       bigint      not null,
  created_at  timestamptz not null,
  created_by  text        not null,
  replaced_at timestamptz,
  primary key (item_id, version)
);
--rollback drop table tool_versions; drop table tools; drop table project_versions; drop table projects;
