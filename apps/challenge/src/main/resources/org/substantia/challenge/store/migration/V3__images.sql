-- Container images that organizers ask for, each the program behind one submission.
alter table upload add column image_of text references submission (id);

create table image (
    submission  text primary key references submission (id),
    asked_by    text   not null,
    asked_at    bigint not null,
    upload      text references upload (id),
    passed      integer,
    report      text,
    reported_at bigint
);
