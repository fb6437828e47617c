//! Every server function and every page, for those who have no right to them.

mod cases;
mod journeys;
