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

INSERT INTO credential_counts (provider, is_managed, status, cause, credentials)
SELECT provider, is_managed, status, COALESCE(status_cause, ''), COUNT(*) FROM org_credentials
GROUP BY provider, is_managed, status, COALESCE(status_cause, '');

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

CREATE FUNCTION credentials_are_counted() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN
  IF TG_OP <> 'INSERT' THEN
    PERFORM count_credentials(OLD.provider, OLD.is_managed, OLD.status, OLD.status_cause, -1);
  END IF;
  IF TG_OP <> 'DELETE' THEN
    PERFORM count_credentials(NEW.provider, NEW.is_managed, NEW.status, NEW.status_cause, 1);
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER org_credentials_counted AFTER INSERT OR DELETE ON org_credentials
  FOR EACH ROW EXECUTE FUNCTION credentials_are_counted();
CREATE TRIGGER org_credentials_counted_anew AFTER UPDATE ON org_credentials
  FOR EACH ROW WHEN ((OLD.provider, OLD.is_managed, OLD.status, OLD.status_cause)
    IS DISTINCT FROM (NEW.provider, NEW.is_managed, NEW.status, NEW.status_cause))
  EXECUTE FUNCTION credentials_are_counted();

CREATE TABLE tenant_sums (
  id          BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  tenants     BIGINT NOT NULL,
  near_limits BIGINT NOT NULL,
  people      BIGINT NOT NULL,
  numbers     BIGINT NOT NULL,
  managed     BIGINT NOT NULL
);

INSERT INTO tenant_sums (tenants, near_limits, people, numbers, managed)
SELECT COUNT(*), COUNT(CASE WHEN near_limits THEN 1 END), COALESCE(SUM(people), 0),
  COALESCE(SUM(numbers), 0), COALESCE(SUM(managed), 0)
FROM tenants WHERE state <> 'deleted';

-- What is deleted counts for nothing, before and after.
CREATE FUNCTION tenants_are_summed() RETURNS trigger LANGUAGE plpgsql AS
$$ DECLARE
  more tenant_sums%ROWTYPE;
BEGIN
  more.tenants = 0; more.near_limits = 0; more.people = 0; more.numbers = 0; more.managed = 0;
  IF TG_OP <> 'INSERT' THEN
    IF OLD.state <> 'deleted' THEN
      more.tenants = -1;
      more.near_limits = -OLD.near_limits::int;
      more.people = -OLD.people;
      more.numbers = -OLD.numbers;
      more.managed = -OLD.managed;
    END IF;
  END IF;
  IF TG_OP <> 'DELETE' THEN
    IF NEW.state <> 'deleted' THEN
      more.tenants = more.tenants + 1;
      more.near_limits = more.near_limits + NEW.near_limits::int;
      more.people = more.people + NEW.people;
      more.numbers = more.numbers + NEW.numbers;
      more.managed = more.managed + NEW.managed;
    END IF;
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
CREATE TRIGGER tenants_summed AFTER INSERT OR DELETE ON tenants
  FOR EACH ROW EXECUTE FUNCTION tenants_are_summed();
CREATE TRIGGER tenants_summed_anew AFTER UPDATE ON tenants
  FOR EACH ROW WHEN ((OLD.state, OLD.near_limits, OLD.people, OLD.numbers, OLD.managed)
    IS DISTINCT FROM (NEW.state, NEW.near_limits, NEW.people, NEW.numbers, NEW.managed))
  EXECUTE FUNCTION tenants_are_summed();
