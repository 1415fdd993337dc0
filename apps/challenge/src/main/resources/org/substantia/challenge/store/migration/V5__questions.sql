-- Questions that everybody reads, and one thread of a submission for its team and the organizers.
create table question (
    id         text primary key,
    submission text unique references submission (id),
    account    text    not null references account (id),
    at         bigint  not null,
    title      text    not null,
    hidden     integer not null default 0
);

create table post (
    id       text primary key,
    question text   not null references question (id),
    account  text   not null references account (id),
    at       bigint not null,
    body     text   not null
);

create index post_of_question on post (question, at);
create index post_of_account on post (account, at);
