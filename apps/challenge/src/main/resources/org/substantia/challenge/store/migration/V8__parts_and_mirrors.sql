-- Large files can be downloaded in parts, each with a hash of its own; the file itself stays whole.
create table dataset_part (
    file      text    not null references dataset_file (id),
    seq       integer not null,
    from_byte bigint  not null,
    bytes     bigint  not null,
    sha256    text    not null,
    primary key (file, seq)
);

create table dataset_mirror (
    file text    not null references dataset_file (id),
    seq  integer not null,
    url  text    not null,
    primary key (file, seq)
);
