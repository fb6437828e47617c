super::one_key! {
    /// The secret that opens a Vapi organisation.
    VapiSecret
}
