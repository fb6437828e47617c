-- Figures of calls are read from this index alone, however long their transcripts are.
CREATE INDEX calls_figures ON calls
  (org_id, begun_at, outcome, answered_at, ended_at, cost_micros, agent_id, agent_name, own_number);
