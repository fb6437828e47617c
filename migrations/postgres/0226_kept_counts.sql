SELECT set_config('ava.org', '*', true);

-- How many credentials stand alike, and the sums of the tenants' figures: kept with each change, so that
-- nobody who opens the overview has all rows counted. A figure is the sum of its rows: a transaction adds
-- to one that no other holds, and makes one where there is none, so that organisations wait for each other
-- nowhere.
CREATE TABLE credential_counts (
  id          BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  provider    TEXT NOT NULL,
  is_managed  BOOLEAN NOT NULL,
  status      TEXT NOT NULL,
  -- Empty for none.
  cause       TEXT NOT NULL,
  credentials BIGINT NOT NULL
);
CREATE INDEX credential_counts_alike ON credential_counts (provider, is_managed, status, cause);

CREATE FUNCTION count_credentials(of_provider TEXT, managed BOOLEAN, of_status TEXT, of_cause TEXT, more BIGINT)
RETURNS void LANGUAGE plpgsql AS
$$ BEGIN
  UPDATE credential_counts SET credentials = credentials + more WHERE id = (
    SELECT c.id FROM credential_counts AS c
    WHERE c.provider = of_provider AND c.is_managed = managed AND c.status = of_status
      AND c.cause = COALESCE(of_cause, '')
    LIMIT 1 FOR UPDATE SKIP LOCKED);
  IF NOT FOUND THEN
    INSERT INTO credential_counts (provider, is_managed, status, cause, credentials)
    VALUES (of_provider, managed, of_status, COALESCE(of_cause, ''), more);
  END IF;
END $$;

-- Once for each statement, however many rows that has.
CREATE FUNCTION credentials_are_counted() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN
  IF TG_OP = 'INSERT' THEN
    PERFORM count_credentials(provider, is_managed, status, status_cause, COUNT(*)) FROM added
    GROUP BY provider, is_managed, status, status_cause;
  ELSIF TG_OP = 'DELETE' THEN
    PERFORM count_credentials(provider, is_managed, status, status_cause, -COUNT(*)) FROM gone
    GROUP BY provider, is_managed, status, status_cause;
  ELSE
    PERFORM count_credentials(provider, is_managed, status, status_cause, SUM(more)::bigint) FROM (
      SELECT provider, is_managed, status, status_cause, 1 AS more FROM added
      UNION ALL SELECT provider, is_managed, status, status_cause, -1 FROM gone) AS changed
    GROUP BY provider, is_managed, status, status_cause HAVING SUM(more) <> 0;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER org_credentials_counted AFTER INSERT ON org_credentials
  REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION credentials_are_counted();
CREATE TRIGGER org_credentials_counted_anew AFTER UPDATE ON org_credentials
  REFERENCING OLD TABLE AS gone NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION credentials_are_counted();
CREATE TRIGGER org_credentials_not_counted AFTER DELETE ON org_credentials
  REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION credentials_are_counted();
-- Triggers lock their table until the commit: what nodes of the former version write meanwhile is counted once.
INSERT INTO credential_counts (provider, is_managed, status, cause, credentials)
SELECT provider, is_managed, status, COALESCE(status_cause, ''), COUNT(*) FROM org_credentials
GROUP BY provider, is_managed, status, COALESCE(status_cause, '');

CREATE TABLE tenant_sums (
  id          BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  tenants     BIGINT NOT NULL,
  near_limits BIGINT NOT NULL,
  people      BIGINT NOT NULL,
  numbers     BIGINT NOT NULL,
  managed     BIGINT NOT NULL
);

-- What is deleted counts for nothing, before and after.
CREATE FUNCTION tenants_are_summed() RETURNS trigger LANGUAGE plpgsql AS
$$ DECLARE
  more tenant_sums%ROWTYPE;
BEGIN
  more.tenants = 0; more.near_limits = 0; more.people = 0; more.numbers = 0; more.managed = 0;
  IF TG_OP <> 'DELETE' THEN
    SELECT COUNT(*), COUNT(CASE WHEN near_limits THEN 1 END), COALESCE(SUM(people), 0),
      COALESCE(SUM(numbers), 0), COALESCE(SUM(managed), 0)
    INTO more.tenants, more.near_limits, more.people, more.numbers, more.managed
    FROM added WHERE state <> 'deleted';
  END IF;
  IF TG_OP <> 'INSERT' THEN
    SELECT more.tenants - COUNT(*), more.near_limits - COUNT(CASE WHEN near_limits THEN 1 END),
      more.people - COALESCE(SUM(people), 0), more.numbers - COALESCE(SUM(numbers), 0),
      more.managed - COALESCE(SUM(managed), 0)
    INTO more.tenants, more.near_limits, more.people, more.numbers, more.managed
    FROM gone WHERE state <> 'deleted';
  END IF;
  IF (more.tenants, more.near_limits, more.people, more.numbers, more.managed) = (0, 0, 0, 0, 0) THEN
    RETURN NULL;
  END IF;
  UPDATE tenant_sums SET tenants = tenants + more.tenants, near_limits = near_limits + more.near_limits,
    people = people + more.people, numbers = numbers + more.numbers, managed = managed + more.managed
  WHERE id = (SELECT s.id FROM tenant_sums AS s LIMIT 1 FOR UPDATE SKIP LOCKED);
  IF NOT FOUND THEN
    INSERT INTO tenant_sums (tenants, near_limits, people, numbers, managed)
    VALUES (more.tenants, more.near_limits, more.people, more.numbers, more.managed);
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER tenants_summed AFTER INSERT ON tenants
  REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION tenants_are_summed();
CREATE TRIGGER tenants_summed_anew AFTER UPDATE ON tenants
  REFERENCING OLD TABLE AS gone NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION tenants_are_summed();
CREATE TRIGGER tenants_not_summed AFTER DELETE ON tenants
  REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION tenants_are_summed();
INSERT INTO tenant_sums (tenants, near_limits, people, numbers, managed)
SELECT COUNT(*), COUNT(CASE WHEN near_limits THEN 1 END), COALESCE(SUM(people), 0),
  COALESCE(SUM(numbers), 0), COALESCE(SUM(managed), 0)
FROM tenants WHERE state <> 'deleted';
