-- A contact is found by what those are called that were merged into it: the list has it in their place.
INSERT INTO search_terms (org_id, list, term, id)
  SELECT t.org_id, t.list, t.term, c.merged_into FROM contacts AS c
  JOIN search_terms AS t ON t.org_id = c.org_id AND t.list = 'contacts' AND t.id = c.id
  WHERE c.merged_into IS NOT NULL
  ON CONFLICT DO NOTHING;
