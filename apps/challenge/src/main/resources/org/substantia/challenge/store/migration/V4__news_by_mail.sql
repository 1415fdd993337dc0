-- Who does not want news by mail still finds them in the inbox; and when organizers were last told what happened.
alter table account add column news_by_mail integer not null default 1;
alter table challenge add column digest_at bigint not null default 0;
