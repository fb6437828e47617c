//! The regions of Twilio's in which calls are handled.

use super::codes::codes;

codes! {
    pub enum TwilioRegion {
        /// The default, and where AVA and Vapi set webhooks.
        Us1 = "us1",
        Ie1 = "ie1",
        Au1 = "au1",
        /// A region that AVA does not know yet.
        Other = "other",
    }
}

impl TwilioRegion {
    /// Reads the name as Twilio writes it; no name means the default.
    pub fn named(name: Option<&str>) -> Self {
        match name.map(str::trim).filter(|name| !name.is_empty()) {
            None => Self::Us1,
            Some(name) => Self::from_code(&name.to_ascii_lowercase()).unwrap_or(Self::Other),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::TwilioRegion;

    #[test]
    fn a_region_is_told_by_its_name() {
        assert_eq!(TwilioRegion::named(None), TwilioRegion::Us1);
        assert_eq!(TwilioRegion::named(Some("")), TwilioRegion::Us1);
        assert_eq!(TwilioRegion::named(Some("IE1")), TwilioRegion::Ie1);
        assert_eq!(TwilioRegion::named(Some("br1")), TwilioRegion::Other);
    }
}
