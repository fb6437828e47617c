-- Lists that are read page by page, in the order of their ids.

CREATE INDEX agents_page ON agents (org_id, id);
CREATE INDEX number_findings_page ON number_findings (org_id, id);
