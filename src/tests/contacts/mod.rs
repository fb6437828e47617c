//! Contacts that are brought as a list.

mod imports;
mod sending;
