-- How firm the ranks of a board are: computed once for every set of entries, engine and truth.
create table stability (
    phase          text    not null references phase (slug),
    track          text    not null references track (slug),
    entries_sha256 text    not null,
    lease_until    bigint  not null,
    fence          bigint  not null default 0,
    tries          integer not null default 0,
    next_at        bigint  not null,
    content        text,
    primary key (phase, track, entries_sha256)
);
