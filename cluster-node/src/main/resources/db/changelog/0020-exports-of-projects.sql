--liquibase formatted sql

--changeset landfall:0020-exports-of-projects
--comment The projects that exports show or read. Those asked for before projects were have none.
alter table exports add column projects uuid[] not null default '{}';
create index exports_projects on exports using gin (projects);
--rollback drop index exports_projects; alter table exports drop column projects;
