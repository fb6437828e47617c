super::one_key! {
    /// The key of an OpenAI project.
    OpenaiSecret
}
