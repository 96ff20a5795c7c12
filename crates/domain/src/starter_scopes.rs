//! The scopes that a new console starts with; the admin adds, describes and retires them later.

use crate::{catalogue::ScopeForm, scope::Scope};

/// The language that the headings and descriptions are written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StarterLanguage {
    /// English.
    English,
    /// Korean.
    Korean,
    /// Chinese, simplified.
    Chinese,
}

struct Starter {
    name: &'static str,
    group: [&'static str; 3],
    description: [&'static str; 3],
}

const DATA: [&str; 3] = ["Data", "데이터", "数据"];
const BILLING: [&str; 3] = ["Billing", "결제", "计费"];
const ADMIN: [&str; 3] = ["Administration", "관리", "管理"];

/// Names are the same in every language: gateways compare them.
const STARTERS: [Starter; 6] = [
    Starter { name: "read", group: DATA, description: ["Read data", "데이터 읽기", "读取数据"] },
    Starter {
        name: "write",
        group: DATA,
        description: ["Create and change data", "데이터 생성 및 변경", "创建和修改数据"],
    },
    Starter { name: "delete", group: DATA, description: ["Delete data", "데이터 삭제", "删除数据"] },
    Starter {
        name: "billing:read",
        group: BILLING,
        description: ["See invoices and usage", "청구서 및 사용량 조회", "查看账单和用量"],
    },
    Starter {
        name: "billing:write",
        group: BILLING,
        description: ["Change plans and payment", "요금제 및 결제 수단 변경", "更改套餐和付款方式"],
    },
    Starter {
        name: "admin",
        group: ADMIN,
        description: ["Manage users and settings", "사용자 및 설정 관리", "管理用户和设置"],
    },
];

/// The starter catalogue.
pub fn starter_scopes(language: StarterLanguage) -> Vec<Scope> {
    let index = language as usize;
    STARTERS
        .iter()
        .filter_map(|starter| {
            let form = ScopeForm {
                name: starter.name.to_owned(),
                group: starter.group[index].to_owned(),
                description: starter.description[index].to_owned(),
            };
            form.read().ok()
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_starter_scope_is_valid_in_every_language() {
        for language in [StarterLanguage::English, StarterLanguage::Korean, StarterLanguage::Chinese] {
            let scopes = starter_scopes(language);
            assert_eq!(scopes.len(), STARTERS.len());
            assert!(scopes.iter().all(|scope| !scope.description.as_str().is_empty()));
        }
    }
}
