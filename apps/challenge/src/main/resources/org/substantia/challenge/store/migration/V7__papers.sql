alter table phase add column paper_required integer not null default 0;

-- Descriptions of methods as PDF, of a team for a phase; the newest goes with what is submitted next.
create table paper (
    id        text primary key,
    team      text   not null references team (id),
    phase     text   not null references phase (slug),
    account   text   not null references account (id),
    at        bigint not null,
    file_name text   not null,
    bytes     bigint not null,
    sha256    text   not null
);

create index paper_of_team on paper (team, phase, at);
