//! Tokens by filter.

use chrono::{DateTime, Utc};
use tokendesk_domain::{group::Group, scope::ScopeName, token::TokenId, token_filter::TokenFilter};

use crate::{
    Read, StoreError,
    list::{FROM, Parameters, chosen, in_group, order},
};

impl Read<'_> {
    /// The numbers of all tokens that the filter lets through at `now`, in the order of its list.
    pub fn filtered(&self, filter: &TokenFilter, now: DateTime<Utc>) -> Result<Vec<TokenId>, StoreError> {
        let TokenFilter { query, group, scope, ends_within, unused_for } = filter;
        let mut sql = format!("SELECT t.id {FROM} WHERE {}", chosen(query));
        sql += group.as_ref().map_or("", in_group);
        if scope.is_some() {
            sql += " AND EXISTS (SELECT 1 FROM token_scopes WHERE token_id = t.id AND scope = :scope)";
        }
        if ends_within.is_some() {
            sql += " AND t.expires_ms > :now AND t.expires_ms <= :until";
        }
        if unused_for.is_some() {
            sql += " AND coalesce(u.last_used_ms, t.created_ms) <= :unused_since";
        }
        sql.extend([" ORDER BY ", &order(query.sort, query.descending)]);
        let listed = Parameters::new(query, now, 0..0);
        let label = group.as_ref().map(Group::as_str);
        let scope = scope.as_ref().map(ScopeName::as_str);
        let until = ends_within.and_then(|time| now.checked_add_signed(time)).map(|at| at.timestamp_millis());
        let since = unused_for.and_then(|time| now.checked_sub_signed(time)).map(|at| at.timestamp_millis());
        let mut parameters = listed.of(&sql);
        let own: [(&str, &dyn rusqlite::ToSql); 4] =
            [(":group", &label), (":scope", &scope), (":until", &until), (":unused_since", &since)];
        parameters.extend(own.into_iter().filter(|(name, _)| sql.contains(name)));
        let mut statement = self.connection.prepare_cached(&sql)?;
        let ids = statement.query_map(parameters.as_slice(), |row| row.get(0).map(TokenId))?;
        Ok(ids.collect::<Result<_, _>>()?)
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;
    use tokendesk_domain::{list_query::ListQuery, token::Terms};

    use super::*;
    use crate::{
        store::{Store, tests::store},
        tokens::tests::{insert, new_token, now},
    };

    fn names(store: &Store, filter: &TokenFilter, at: DateTime<Utc>) -> Vec<String> {
        let read = store.read().unwrap();
        let ids = read.filtered(filter, at).unwrap();
        read.tokens(&ids).unwrap().iter().map(|token| token.name.to_string()).collect()
    }

    #[test]
    fn a_filter_lets_through_what_fulfils_all_of_it() {
        let (_folder, store) = store();
        let day = TimeDelta::days(1);
        for (seed, (name, group, expires, scopes)) in [
            ("vip-soon", "vip", Some(now() + day * 5), &["read"][..]),
            ("vip-late", "vip", Some(now() + day * 50), &["read", "write"]),
            ("plain-soon", "default", Some(now() + day * 5), &["write"]),
            ("plain-never", "default", None, &["read"]),
        ]
        .into_iter()
        .enumerate()
        {
            let mut new = new_token(name);
            let scopes = scopes.iter().map(|scope| ScopeName::parse(scope).unwrap()).collect();
            new.terms = Terms { group: Group::parse(group).unwrap(), expires, scopes, ..new.terms };
            insert(&store, &new, seed as u64 + 1);
        }
        let all = TokenFilter::default();
        let vip = TokenFilter { group: Some(Group::parse("vip").unwrap()), ..all.clone() };
        let plain = TokenFilter { group: Some(Group::default()), ..all.clone() };
        let soon = TokenFilter { ends_within: Some(day * 7), ..all.clone() };
        let write = TokenFilter { scope: Some(ScopeName::parse("write").unwrap()), ..all.clone() };
        let unused = TokenFilter { unused_for: Some(day * 90), ..all.clone() };
        assert_eq!(names(&store, &all, now()).len(), 4);
        assert_eq!(names(&store, &vip, now()), ["vip-soon", "vip-late"]);
        assert_eq!(names(&store, &plain, now()), ["plain-soon", "plain-never"]);
        assert_eq!(names(&store, &soon, now()), ["vip-soon", "plain-soon"]);
        assert_eq!(
            names(&store, &soon, now() + day * 5),
            Vec::<String>::new(),
            "an expired one does not expire"
        );
        assert_eq!(names(&store, &write, now()), ["vip-late", "plain-soon"]);
        assert_eq!(names(&store, &TokenFilter { group: vip.group, ..soon.clone() }, now()), ["vip-soon"]);
        let search = ListQuery { search: "PLAIN".into(), ..ListQuery::default() };
        assert_eq!(names(&store, &TokenFilter { query: search, ..soon }, now()), ["plain-soon"]);
        assert_eq!(names(&store, &unused, now() + day * 89), Vec::<String>::new(), "too young to tell");
        assert_eq!(names(&store, &unused, now() + day * 90).len(), 4);
    }
}
