//! The design system: components that know no feature and own no words. Every
//! text arrives translated; every component renders the same tree on both sides
//! and works before (or without) WASM.

pub mod button;
pub mod card;
pub mod checklist;
pub mod choice;
pub mod data_list;
pub mod effects;
pub mod empty_state;
pub mod field;
pub mod icon;
pub mod mark;
pub mod nav;
pub mod notice;
pub mod page;
pub mod page_title;
pub mod pager;
pub mod pill;
pub mod ribbon;
pub mod secret_field;
pub mod select;
pub mod skeleton;
pub mod table;
pub mod text_area;
pub mod time;
pub mod timeline;
pub mod toast;
