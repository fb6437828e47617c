//! What a tenant is found by: any of its words begins a term, so that each is found in the order of
//! an index by how it begins.

/// The most words of one text that are looked up.
const WORDS: usize = 8;
/// The longest term, in characters.
const LONGEST: usize = 80;

/// The text from each of its words on, in lower case: the engines do not agree about letters beyond
/// ASCII.
pub fn of(text: &str) -> Vec<String> {
    let folded = text.to_lowercase();
    let mut before = ' ';
    let mut begins = Vec::new();
    for (at, c) in folded.char_indices() {
        if c.is_alphanumeric() && !before.is_alphanumeric() {
            begins.push(at);
        }
        before = c;
    }
    begins.into_iter().take(WORDS).map(|at| folded[at..].chars().take(LONGEST).collect()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_word_begins_a_term() {
        assert_eq!(of("Lakeside  Clinic"), ["lakeside  clinic", "clinic"]);
        assert_eq!(of("Ana.Morel@clinic.example").last().map(String::as_str), Some("example"));
        assert_eq!(of("Élan"), ["élan"]);
        assert!(of(" –").is_empty());
        assert_eq!(of(&"a ".repeat(100)).len(), WORDS);
    }
}
