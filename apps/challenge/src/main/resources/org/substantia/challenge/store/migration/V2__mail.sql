-- When a message of the inbox was also put into the outbox; those from before there was mail are not mailed late.
alter table message add column mailed_at bigint;

update message set mailed_at = at;

create index message_to_mail on message (mailed_at, at);
create index outbox_due on outbox (sent_at, next_at);
