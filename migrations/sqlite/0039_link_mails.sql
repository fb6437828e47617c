-- How many mails of a kind an address has had of late.
CREATE INDEX one_time_links_mailed ON one_time_links (email, purpose, mail_at);
