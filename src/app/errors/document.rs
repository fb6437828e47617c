//! A problem as a document of its own, for requests that no page answers.

use leptos::prelude::*;

use super::{ErrorTexts, page::title_of};
use crate::{
    app::{i18n::Spoken, paths::START, static_document::static_document},
    domain::{locale::Locale, problem::Problem},
};

/// `back` is the path on this site that the browser came from.
pub fn problem_document(problem: &Problem, locale: Locale, stylesheet: String, back: String) -> String {
    let texts = ErrorTexts::spoken(locale);
    let title = title_of(problem.kind, texts);
    let reference = problem.correlation_id.as_deref().map(texts.reference);
    let came_from = (back != START).then(|| {
        view! {
            <a class="button primary" href=back>
                {texts.back}
            </a>
        }
    });
    let said = view! {
        <span class="code">{problem.http_status().to_string()}</span>
        <h1>{title}</h1>
        <p>{problem.sentence(locale)}</p>
        {reference.map(|text| view! { <p class="ref">{text}</p> })}
        <div class="actions">
            {came_from}
            <a class="button" href=START>
                {texts.to_start}
            </a>
        </div>
    };
    static_document(title, locale, stylesheet, None, said.into_any())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::problem::ProblemKind;

    fn document(back: &str) -> String {
        let problem = Problem::new(ProblemKind::CrossSite).correlated("0190a5e2-7c1b");
        problem_document(&problem, Locale::Fr, "/pkg/main.css".to_owned(), back.to_owned())
    }

    #[test]
    fn it_says_what_happened_and_where_to_go() {
        let html = document("/");
        assert!(html.starts_with("<!DOCTYPE html><html lang=\"fr\">"), "{html}");
        for part in ["403", "Un autre site", "0190a5e2-7c1b", "href=\"/\"", "href=\"/pkg/main.css\""] {
            assert!(html.contains(part), "{part}: {html}");
        }
        assert_eq!(html.matches("class=\"button").count(), 1, "one way on");
    }

    #[test]
    fn the_way_back_cannot_leave_its_attribute() {
        let html = document("/login?a=\"><script>alert(1)</script>");
        assert!(!html.contains("<script"), "{html}");
    }
}
