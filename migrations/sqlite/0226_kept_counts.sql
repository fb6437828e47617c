-- How many credentials stand alike, and the sums of the tenants' figures: kept with each change, so that
-- nobody who opens the overview has all rows counted.
CREATE TABLE credential_counts (
  provider    TEXT NOT NULL,
  is_managed  BOOLEAN NOT NULL,
  status      TEXT NOT NULL,
  -- Empty for none.
  cause       TEXT NOT NULL,
  credentials BIGINT NOT NULL,
  PRIMARY KEY (provider, is_managed, status, cause)
) WITHOUT ROWID;

INSERT INTO credential_counts (provider, is_managed, status, cause, credentials)
SELECT provider, is_managed, status, COALESCE(status_cause, ''), COUNT(*) FROM org_credentials
GROUP BY provider, is_managed, status, COALESCE(status_cause, '');

CREATE TRIGGER org_credentials_counted AFTER INSERT ON org_credentials BEGIN
  INSERT INTO credential_counts (provider, is_managed, status, cause, credentials)
  VALUES (NEW.provider, NEW.is_managed, NEW.status, COALESCE(NEW.status_cause, ''), 1)
  ON CONFLICT (provider, is_managed, status, cause) DO UPDATE SET credentials = credentials + 1;
END;

CREATE TRIGGER org_credentials_counted_anew
  AFTER UPDATE OF provider, is_managed, status, status_cause ON org_credentials
  WHEN (OLD.provider, OLD.is_managed, OLD.status, OLD.status_cause)
    IS NOT (NEW.provider, NEW.is_managed, NEW.status, NEW.status_cause)
BEGIN
  UPDATE credential_counts SET credentials = credentials - 1
  WHERE provider = OLD.provider AND is_managed = OLD.is_managed AND status = OLD.status
    AND cause = COALESCE(OLD.status_cause, '');
  INSERT INTO credential_counts (provider, is_managed, status, cause, credentials)
  VALUES (NEW.provider, NEW.is_managed, NEW.status, COALESCE(NEW.status_cause, ''), 1)
  ON CONFLICT (provider, is_managed, status, cause) DO UPDATE SET credentials = credentials + 1;
END;

CREATE TRIGGER org_credentials_not_counted AFTER DELETE ON org_credentials BEGIN
  UPDATE credential_counts SET credentials = credentials - 1
  WHERE provider = OLD.provider AND is_managed = OLD.is_managed AND status = OLD.status
    AND cause = COALESCE(OLD.status_cause, '');
END;

CREATE TABLE tenant_sums (
  id          INTEGER PRIMARY KEY,
  tenants     BIGINT NOT NULL,
  near_limits BIGINT NOT NULL,
  people      BIGINT NOT NULL,
  numbers     BIGINT NOT NULL,
  managed     BIGINT NOT NULL
);

INSERT INTO tenant_sums (id, tenants, near_limits, people, numbers, managed)
SELECT 1, COUNT(*), COUNT(CASE WHEN near_limits THEN 1 END), COALESCE(SUM(people), 0),
  COALESCE(SUM(numbers), 0), COALESCE(SUM(managed), 0)
FROM tenants WHERE state <> 'deleted';

CREATE TRIGGER tenants_summed AFTER INSERT ON tenants WHEN NEW.state <> 'deleted' BEGIN
  UPDATE tenant_sums SET tenants = tenants + 1, near_limits = near_limits + NEW.near_limits,
    people = people + NEW.people, numbers = numbers + NEW.numbers, managed = managed + NEW.managed;
END;

-- What is deleted counts for nothing, before and after.
CREATE TRIGGER tenants_summed_anew
  AFTER UPDATE OF state, near_limits, people, numbers, managed ON tenants
  WHEN (OLD.state, OLD.near_limits, OLD.people, OLD.numbers, OLD.managed)
    IS NOT (NEW.state, NEW.near_limits, NEW.people, NEW.numbers, NEW.managed)
BEGIN
  UPDATE tenant_sums SET
    tenants = tenants + (NEW.state <> 'deleted') - (OLD.state <> 'deleted'),
    near_limits = near_limits + (NEW.state <> 'deleted') * NEW.near_limits
      - (OLD.state <> 'deleted') * OLD.near_limits,
    people = people + (NEW.state <> 'deleted') * NEW.people - (OLD.state <> 'deleted') * OLD.people,
    numbers = numbers + (NEW.state <> 'deleted') * NEW.numbers - (OLD.state <> 'deleted') * OLD.numbers,
    managed = managed + (NEW.state <> 'deleted') * NEW.managed - (OLD.state <> 'deleted') * OLD.managed;
END;

CREATE TRIGGER tenants_not_summed AFTER DELETE ON tenants WHEN OLD.state <> 'deleted' BEGIN
  UPDATE tenant_sums SET tenants = tenants - 1, near_limits = near_limits - OLD.near_limits,
    people = people - OLD.people, numbers = numbers - OLD.numbers, managed = managed - OLD.managed;
END;
