-- One schema for SQLite and PostgreSQL: instants are milliseconds since 1970-01-01T00:00Z, flags are 0 or 1,
-- identifiers are UUIDs as text. A row that is the head of a chain or the owner of a limit has a column "locks":
-- raising it takes the row's lock in both databases.

create table challenge (
    id          integer primary key check (id = 1),
    content     text    not null,
    created_at  bigint  not null,
    maintenance integer not null default 0,
    status_line text    not null default ''
);

create table account (
    id                 text primary key,
    email              text    not null unique,
    email_confirmed_at bigint,
    name               text    not null,
    affiliation        text    not null,
    country            text    not null,
    purpose            text    not null,
    password_hash      text    not null,
    locale             text    not null,
    zone               text    not null,
    organizer          integer not null default 0,
    created_at         bigint  not null,
    erased_at          bigint
);

create table session (
    token_sha256 text primary key,
    account      text   not null references account (id),
    csrf         text   not null,
    created_at   bigint not null,
    seen_at      bigint not null,
    expires_at   bigint not null,
    agent        text   not null
);

create table token (
    sha256     text primary key,
    account    text references account (id),
    kind       text    not null,
    subject    text    not null,
    tries      integer not null default 0,
    created_at bigint  not null,
    expires_at bigint  not null,
    used_at    bigint
);

create table track (
    slug           text primary key,
    seq            integer not null,
    primary_metric text    not null,
    direction      text    not null,
    tie_break      text    not null
);

create table phase (
    slug               text primary key,
    seq                integer not null,
    limit_total        integer not null,
    limit_day          integer not null,
    limit_month        integer not null,
    limit_rejected_day integer not null,
    entry_rule         text    not null,
    visibility         text    not null,
    method_required    integer not null,
    engine             text,
    truth              text,
    locks              bigint  not null default 0,
    frozen_at          bigint
);

create table phase_window (
    phase   text    not null references phase (slug),
    seq     integer not null,
    kind    text    not null,
    from_at bigint  not null,
    to_at   bigint  not null,
    set_by  text    not null,
    set_at  bigint  not null,
    reason  text    not null,
    primary key (phase, seq)
);

create table team (
    id          text primary key,
    name        text   not null,
    name_key    text   not null unique,
    kind        text   not null,
    state       text   not null,
    affiliation text   not null,
    authors     text   not null default '',
    created_at  bigint not null,
    decided_by  text,
    decided_at  bigint,
    note        text   not null default '',
    locks       bigint not null default 0
);

create table team_name (
    team    text   not null references team (id),
    name    text   not null,
    from_at bigint not null
);

create table member (
    id      text primary key,
    team    text   not null references team (id),
    account text   not null references account (id),
    role    text   not null,
    from_at bigint not null,
    to_at   bigint
);

-- A person is in one team at a time.
create unique index member_of_one_team on member (account) where to_at is null;

create table agreement (
    version integer primary key,
    sha256  text   not null,
    body    text   not null,
    set_at  bigint not null
);

create table signature (
    agreement    integer not null references agreement (version),
    account      text    not null references account (id),
    at           bigint  not null,
    address_hash text    not null,
    primary key (agreement, account)
);

create table dataset_file (
    id     text primary key,
    phase  text   not null references phase (slug),
    kind   text   not null,
    path   text   not null,
    bytes  bigint not null,
    sha256 text   not null,
    unique (phase, path)
);

create table download (
    account   text   not null,
    file      text   not null references dataset_file (id),
    at        bigint not null,
    from_byte bigint not null,
    bytes     bigint not null
);

create table truth (
    id         text primary key,
    phase      text    not null references phase (slug),
    sha256     text    not null,
    folder     text    not null,
    case_ids   text    not null,
    created_at bigint  not null
);

create table engine (
    id              text primary key,
    program_version text    not null,
    options         text    not null,
    options_sha256  text    not null,
    created_at      bigint  not null
);

create table upload (
    id              text primary key,
    team            text   not null references team (id),
    account         text   not null references account (id),
    phase           text   not null references phase (slug),
    opened_at       bigint not null,
    length          bigint not null,
    received        bigint not null,
    file_name       text   not null,
    declared_sha256 text,
    sha256          text,
    state           text   not null,
    method          text,
    findings        text,
    tries           integer not null default 0,
    next_at         bigint not null,
    lease_until     bigint not null default 0,
    fence           bigint not null default 0,
    finished_at     bigint
);

create index upload_of_team on upload (team, phase, state);
create index upload_to_check on upload (state, next_at);

create table submission (
    id          text primary key,
    upload      text    not null unique references upload (id),
    team        text    not null references team (id),
    account     text    not null references account (id),
    phase       text    not null references phase (slug),
    ordinal     integer not null,
    opened_at   bigint  not null,
    accepted_at bigint  not null,
    state       text    not null,
    reason      text    not null default '',
    file_name   text    not null,
    sha256      text    not null,
    bytes       bigint  not null,
    method      text    not null,
    chosen      integer not null default 0,
    hidden      integer not null default 0,
    scored_at   bigint,
    unique (team, phase, ordinal)
);

create index submission_by_phase on submission (phase, state);

-- The ledger: used = reserves - releases; the limit is the phase's plus the grants.
create table attempt (
    id         text primary key,
    team       text   not null references team (id),
    phase      text   not null references phase (slug),
    submission text references submission (id),
    kind       text   not null,
    reason     text   not null,
    actor      text   not null,
    at         bigint not null,
    unique (submission, kind)
);

create index attempt_of_team on attempt (team, phase);

create table evaluation (
    id            text primary key,
    submission    text    not null references submission (id),
    engine        text    not null references engine (id),
    truth         text    not null references truth (id),
    shadow        integer not null,
    state         text    not null,
    fence         bigint  not null default 0,
    lease_until   bigint  not null default 0,
    worker        text,
    tries         integer not null default 0,
    costly        integer not null default 0,
    next_at       bigint  not null,
    queued_at     bigint  not null,
    started_at    bigint,
    done_at       bigint,
    fault         text    not null default '',
    result_sha256 text,
    unique (submission, engine, truth)
);

create index evaluation_to_do on evaluation (state, next_at);

create table score (
    evaluation text not null references evaluation (id),
    track      text not null references track (slug),
    metric     text not null,
    value      double precision,
    primary key (evaluation, track, metric)
);

create table board (
    id            text primary key,
    phase         text    not null references phase (slug),
    track         text    not null references track (slug),
    engine        text    not null references engine (id),
    truth         text    not null references truth (id),
    reason        text    not null,
    published_at  bigint  not null,
    is_current    integer not null,
    content       text    not null,
    sealed_sha256 text    not null
);

create table rescore (
    id           text primary key,
    phase        text   not null references phase (slug),
    engine       text   not null references engine (id),
    truth        text   not null references truth (id),
    reason       text   not null,
    requested_by text   not null,
    requested_at bigint not null,
    published_at bigint,
    published_by text
);

create table label_release (
    id           text primary key,
    phase        text    not null references phase (slug),
    two_needed   integer not null,
    due_at       bigint  not null,
    proposed_by  text    not null,
    proposed_at  bigint  not null,
    confirmed_by text,
    done_at      bigint
);

create table news (
    id     text primary key,
    at     bigint not null,
    author text   not null,
    title  text   not null,
    body   text   not null
);

create table message (
    id      text primary key,
    account text   not null references account (id),
    at      bigint not null,
    kind    text   not null,
    subject text   not null,
    body    text   not null,
    read_at bigint
);

create table outbox (
    id       text primary key,
    receiver text    not null,
    subject  text    not null,
    body     text    not null,
    at       bigint  not null,
    tries    integer not null default 0,
    next_at  bigint  not null,
    sent_at  bigint
);

create table audit_head (
    id     integer primary key check (id = 1),
    seq    bigint not null,
    sha256 text   not null
);

insert into audit_head (id, seq, sha256) values (1, 0, '');

create table audit (
    seq             bigint primary key,
    at              bigint not null,
    actor           text   not null,
    act             text   not null,
    object          text   not null,
    before          text   not null,
    after           text   not null,
    reason          text   not null,
    previous_sha256 text   not null,
    sha256          text   not null
);
