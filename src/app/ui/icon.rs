//! The one set of icons: 24-unit grid, 1.5 px stroke, drawn in the colour of the
//! text around them. Always decoration: the word beside an icon carries the
//! meaning.

use leptos::prelude::*;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Icon {
    Alert,
    ArrowRight,
    Back,
    Badge,
    Bell,
    Book,
    Calendar,
    Check,
    ChevronDown,
    Clock,
    Copy,
    Dot,
    Error,
    Eye,
    EyeOff,
    Flask,
    Info,
    List,
    Logout,
    More,
    Outgoing,
    Person,
    Phone,
    Plug,
    Plus,
    Pulse,
    Refresh,
    Search,
    Shield,
    Skip,
    Spinner,
    Team,
    Trash,
    Waves,
    X,
}

impl Icon {
    fn paths(self) -> &'static str {
        match self {
            Self::Alert => r#"<path d="M12 4l9 16H3zM12 10v4M12 17.2h.01"/>"#,
            Self::ArrowRight => r#"<path d="M5 12h14M13 6l6 6-6 6"/>"#,
            Self::Back => r#"<path d="M15 5l-7 7 7 7"/>"#,
            Self::Badge => {
                r#"<rect x="4" y="4.5" width="16" height="16" rx="2"/><circle cx="12" cy="11" r="2.5"/><path d="M7.5 17.5a4.5 4.5 0 0 1 9 0M12 2.5v4"/>"#
            }
            Self::Bell => r#"<path d="M6 16V11a6 6 0 0 1 12 0v5l1.5 2h-15zM10 21h4"/>"#,
            Self::Book => {
                r#"<path d="M6 3.5h13v17H6zM6 7H4M6 12H4M6 17H4"/><circle cx="12.5" cy="10" r="2"/><path d="M9 16a3.5 3.5 0 0 1 7 0"/>"#
            }
            Self::Calendar => r#"<path d="M4 6h16v14H4zM4 10.5h16M8 3.5V8M16 3.5V8"/>"#,
            Self::Check => r#"<path d="M5 12.5l4.5 4.5L19 7.5"/>"#,
            Self::ChevronDown => r#"<path d="M6 9l6 6 6-6"/>"#,
            Self::Clock => r#"<circle cx="12" cy="12" r="9"/><path d="M12 7v5l3.5 2"/>"#,
            Self::Copy => {
                r#"<rect x="8.5" y="8.5" width="11.5" height="11.5" rx="2"/><path d="M5.5 15.5H4v-11h11V6"/>"#
            }
            Self::Dot => r#"<circle cx="12" cy="12" r="4"/>"#,
            Self::Error => r#"<circle cx="12" cy="12" r="9"/><path d="M12 8v5M12 16.2h.01"/>"#,
            Self::Eye => {
                r#"<path d="M2 12s4-7 10-7 10 7 10 7-4 7-10 7S2 12 2 12z"/><circle cx="12" cy="12" r="3"/>"#
            }
            Self::EyeOff => {
                r#"<path d="M4 4l16 16M9.9 5.2A9.8 9.8 0 0 1 12 5c6 0 10 7 10 7a17 17 0 0 1-3.2 3.9M6.2 6.8A16.5 16.5 0 0 0 2 12s4 7 10 7a9.6 9.6 0 0 0 4.5-1.1M10 10a3 3 0 0 0 4.1 4.1"/>"#
            }
            Self::Flask => {
                r#"<path d="M9 3h6M10 3v6.5L4.8 18a2 2 0 0 0 1.7 3h11a2 2 0 0 0 1.7-3L14 9.5V3M7.5 15h9"/>"#
            }
            Self::Info => r#"<circle cx="12" cy="12" r="9"/><path d="M12 11v5M12 7.8h.01"/>"#,
            Self::List => r#"<path d="M8 6h12M8 12h12M8 18h12M4 6h.01M4 12h.01M4 18h.01"/>"#,
            Self::Logout => r#"<path d="M10 4H6a2 2 0 0 0-2 2v12a2 2 0 0 0 2 2h4M15 8l4 4-4 4M19 12H9"/>"#,
            Self::More => r#"<path d="M5 12h.01M12 12h.01M19 12h.01" stroke-width="3"/>"#,
            Self::Outgoing => r#"<path d="M14 4h6v6M20 4l-9 9M18 14v6H4V6h6"/>"#,
            Self::Person => r#"<circle cx="12" cy="8" r="4"/><path d="M4 21a8 8 0 0 1 16 0"/>"#,
            Self::Phone => {
                r#"<path d="M5 4h4l2 5-2.5 1.5a11 11 0 0 0 5 5L15 13l5 2v4a2 2 0 0 1-2 2A16 16 0 0 1 3 6a2 2 0 0 1 2-2"/>"#
            }
            Self::Plug => r#"<path d="M9 7V3M15 7V3M7 7h10v4a5 5 0 0 1-10 0zM12 16v5"/>"#,
            Self::Plus => r#"<path d="M12 5v14M5 12h14"/>"#,
            Self::Pulse => r#"<path d="M3 12h2l2-6 4 14 4-11 2 5h4"/>"#,
            Self::Refresh => {
                r#"<path d="M20 11a8 8 0 0 0-14.3-4L4 9M4 4v5h5M4 13a8 8 0 0 0 14.3 4L20 15M20 20v-5h-5"/>"#
            }
            Self::Search => r#"<circle cx="11" cy="11" r="6.5"/><path d="M16 16l4.5 4.5"/>"#,
            Self::Shield => r#"<path d="M12 3l8 3v6c0 5-3.5 8-8 9-4.5-1-8-4-8-9V6z"/>"#,
            Self::Skip => r#"<path d="M7 12h10"/>"#,
            Self::Spinner => r#"<path d="M12 3a9 9 0 1 0 9 9"/>"#,
            Self::Team => {
                r#"<circle cx="9" cy="8" r="3.5"/><path d="M2.5 20a6.5 6.5 0 0 1 13 0M16 4.6a3.5 3.5 0 0 1 0 6.8M18 14.5a6.5 6.5 0 0 1 3.5 5.5"/>"#
            }
            Self::Trash => {
                r#"<path d="M4 7h16M9 7V4h6v3M6 7l1 12a2 2 0 0 0 2 2h6a2 2 0 0 0 2-2l1-12M10 11v6M14 11v6"/>"#
            }
            Self::Waves => r#"<path d="M4 10v4M8 6v12M12 9v6M16 4v16M20 10v4"/>"#,
            Self::X => r#"<path d="M6 6l12 12M18 6L6 18"/>"#,
        }
    }

    /// The icon as inline SVG. A spinner turns, unless motion is unwelcome.
    pub fn view(self) -> AnyView {
        let class = if self == Self::Spinner { "icon spin" } else { "icon" };
        view! { <svg class=class viewBox="0 0 24 24" aria-hidden="true" inner_html=self.paths()></svg> }
            .into_any()
    }
}
