//! Pages of a list by their keyset: each query asks for the rows after an id, in the
//! order of an index, and for one row more than a page has.

pub mod search;

/// Sorts after every id: a list with the newest first begins there.
pub const NEWEST: &str = "g";

/// The number of rows that a page has.
#[derive(Clone, Copy)]
pub struct PageSize(pub u16);

impl PageSize {
    /// The `LIMIT` of the query.
    pub fn limit(self) -> i64 {
        i64::from(self.0) + 1
    }

    /// Cuts the rows found to a page; returns it with the id that it ends with, where
    /// there is another page.
    pub fn cut<T, I>(self, mut rows: Vec<T>, id: impl Fn(&T) -> I) -> (Vec<T>, Option<I>) {
        let more = rows.len() > usize::from(self.0);
        rows.truncate(usize::from(self.0));
        let next = rows.last().filter(|_| more).map(id);
        (rows, next)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_page_that_is_not_the_last_has_a_next_one() {
        let size = PageSize(2);
        assert_eq!(size.limit(), 3);
        assert_eq!(size.cut(vec![1, 2, 3], |id| *id), (vec![1, 2], Some(2)));
        assert_eq!(size.cut(vec![1, 2], |id| *id), (vec![1, 2], None));
        assert_eq!(size.cut(Vec::<i32>::new(), |id| *id), (vec![], None));
    }
}
