//! Names and descriptions as admins write them: English, Korean and Chinese, alone and mixed.

use rand::{Rng, RngExt, seq::IndexedRandom};

const ENGLISH: [&str; 16] = [
    "billing",
    "Reports",
    "search",
    "mobile",
    "Gateway",
    "backup",
    "deploy",
    "metrics",
    "CRM",
    "payments",
    "inventory",
    "Mailer",
    "partner",
    "sandbox",
    "ledger",
    "webhook",
];
const KOREAN: [&str; 12] = [
    "결제",
    "정산",
    "회원 관리",
    "주문 서버",
    "알림",
    "데이터 수집",
    "배포",
    "통계",
    "물류",
    "고객 센터",
    "검색",
    "인증",
];
const CHINESE: [&str; 10] =
    ["支付", "订单", "用户中心", "数据同步", "报表", "物流", "监控", "网关", "测试环境", "移动端"];
const PURPOSES: [&str; 10] =
    ["prod", "staging", "ci", "nightly", "테스트", "운영", "개발", "生产", "备份", "v2"];
const SENTENCES: [&str; 8] = [
    "",
    "",
    "Used by the nightly job; ask the data team before changing it.",
    "매일 새벽 정산 작업에서 사용합니다.",
    "供合作伙伴查询订单状态",
    "Terraform-managed. Owner: platform@example.com",
    "모바일 앱 v2 서버용 / mobile app v2",
    "Read-only dashboard for finance",
];

/// A name that no other token of the file has: `number` is part of it.
pub(crate) fn name(number: u64, rng: &mut impl Rng) -> String {
    let purpose = PURPOSES.choose(rng).expect("not empty");
    match rng.random_range(0..10) {
        0..5 => format!("{}-{purpose}-{number}", ENGLISH.choose(rng).expect("not empty")),
        5..8 => format!("{} {purpose} {number}", KOREAN.choose(rng).expect("not empty")),
        8 => format!("{}{number} {purpose}", CHINESE.choose(rng).expect("not empty")),
        _ => format!(
            "{} {} {number}",
            ENGLISH.choose(rng).expect("not empty"),
            KOREAN.choose(rng).expect("not empty")
        ),
    }
}

/// A description; each fourth token has none.
pub(crate) fn description(rng: &mut impl Rng) -> &'static str {
    SENTENCES.choose(rng).expect("not empty")
}
