//! The right to begin a transaction that writes.

/// A reason to write. Each is a type that only its own module can name, and says how its
/// writes are recorded, or why they need not be: all other code writes through
/// [`Unit`](crate::server::cx::Unit), with an audit entry, or not at all.
pub trait Writer {}

#[cfg(test)]
mod tests {
    use std::{fs, path::Path};

    fn writers(folder: &Path, found: &mut Vec<String>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                writers(&path, found);
            } else {
                let source = fs::read_to_string(&path).unwrap();
                let names = source.lines().filter_map(|line| line.strip_prefix("impl Writer for "));
                found.extend(names.map(|name| name.trim_end_matches(" {}").to_owned()));
            }
        }
    }

    #[test]
    fn who_writes_is_listed() {
        let mut found = Vec::new();
        writers(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src/server"), &mut found);
        found.sort();
        let listed = [
            "AccountTurns",
            "BackgroundChecks",
            "BroughtLists",
            "CustomerMails",
            "DeletedRows",
            "DeletionMails",
            "DemoSessions",
            "DueComparisons",
            "DueContacts",
            "DueErasures",
            "DueHooks",
            "DueReadings",
            "DueRenewals",
            "DueRetention",
            "DueWarnings",
            "EarlierCalls",
            "EngineWrites",
            "Figures",
            "HealthSchedule",
            "KeptAnswers",
            "KeyRotation",
            "Links",
            "ListedCalls",
            "MadeUpCalls",
            "MadeUpChecks",
            "MadeUpEvents",
            "MadeUpRows",
            "NodeRows",
            "OldDeliveries",
            "OldNotifications",
            "OwnChoice",
            "OwnSettings",
            "PhoneCalls",
            "ReadMarks",
            "ReceivedEvents",
            "Recorded",
            "RefusedEvents",
            "RenewedTokens",
            "SentEvents",
            "SentMails",
            "Sessions",
            "SignedHeads",
            "SilentNumbers",
            "StartUp",
            "StoppedOperations",
            "TakenShares",
            "TokenUses",
            "ToldInvited",
            "TrialAnswers",
        ];
        assert_eq!(found, listed, "docs/ARCHITECTURE.md says of each why");
    }
}
