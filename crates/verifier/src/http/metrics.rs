//! `GET /metrics`: the verifier's figures for Prometheus, in the `OpenMetrics` text format.

use std::fmt;

use http::{HeaderValue, StatusCode, header::CONTENT_TYPE};
use prometheus_client::{
    collector::Collector,
    encoding::{DescriptorEncoder, EncodeMetric, MetricEncoder, text},
    metrics::{MetricType, counter::ConstCounter, gauge::ConstGauge},
    registry::{Registry, Unit},
};
use tokendesk_domain::access::Refusal;

use super::{
    answer::{Answer, problem},
    meter::Meter,
};
use crate::{Figures, Verifier};

pub(crate) fn answer(verifier: &Verifier, meter: &Meter) -> Answer {
    let Ok(text) = written(verifier.figures(), meter) else {
        return problem(StatusCode::INTERNAL_SERVER_ERROR, "The figures can't be written.");
    };
    let mut answer = Answer::new(text.into());
    let media = HeaderValue::from_static("application/openmetrics-text; version=1.0.0; charset=utf-8");
    answer.headers_mut().insert(CONTENT_TYPE, media);
    answer
}

fn written(figures: Figures, meter: &Meter) -> Result<String, fmt::Error> {
    let mut registry = Registry::with_prefix("tokendesk");
    let histogram = meter.decision_seconds.clone();
    registry.register_with_unit(
        "decision",
        "From the head of a gateway's call to its answer",
        Unit::Seconds,
        histogram,
    );
    let calls = "Calls turned away: the caller is no trusted gateway";
    registry.register("distrusted_addresses", calls, meter.distrusted_address.clone());
    let calls = "Calls turned away: the gateway's secret is missing or wrong";
    registry.register("distrusted_secrets", calls, meter.distrusted_secret.clone());
    registry.register("unclear_questions", "Calls of gateways that can't be read", meter.unclear.clone());
    registry.register_collector(Box::new(Told { figures }));
    let mut text = String::new();
    text::encode(&mut text, &registry)?;
    Ok(text)
}

#[derive(Debug)]
struct Told {
    figures: Figures,
}

impl Collector for Told {
    fn encode(&self, mut encoder: DescriptorEncoder<'_>) -> Result<(), fmt::Error> {
        let Figures {
            allowed,
            allowed_by_old_key,
            refused,
            charged,
            reserved,
            settled,
            given_back,
            tokens,
            unreadable_tokens,
            lag_ms,
            max_lag_ms,
            leases,
            slots,
            is_counting,
            store_problem,
            usage_lost,
        } = &self.figures;
        let decisions =
            encoder.encode_descriptor("decisions", "Decisions by code", None, MetricType::Counter)?;
        Decisions { allowed: *allowed, refused }.encode(decisions)?;
        let help = "Decisions to let a request pass by the key it came with";
        let keys = encoder.encode_descriptor("allowed_by_key", help, None, MetricType::Counter)?;
        let present = allowed.saturating_sub(*allowed_by_old_key);
        Counted("key", [("present", present), ("old", *allowed_by_old_key)]).encode(keys)?;
        let help = "Costs by what was done about them";
        let costs = encoder.encode_descriptor("costs", help, None, MetricType::Counter)?;
        let kinds = [
            ("charged", *charged),
            ("reserved", *reserved),
            ("settled", *settled),
            ("given_back", *given_back),
        ];
        Counted("kind", kinds).encode(costs)?;
        for (name, help, value) in [
            ("tokens", "Tokens that are known", *tokens),
            ("unreadable_tokens", "Tokens that can't be read and are refused", *unreadable_tokens),
            ("lag_milliseconds", "From the last change at the desk until it held here", *lag_ms),
            ("lag_max_milliseconds", "The longest of these since the start", *max_lag_ms),
            ("leases", "Tokens of whose limit something is leased", *leases),
            ("slots", "Tokens that were used, each with its counters", *slots),
            ("counting", "Whether leases can be taken and counters made", u64::from(*is_counting)),
            ("store_up", "Whether the data file can be read and written", u64::from(store_problem.is_none())),
        ] {
            let gauge = encoder.encode_descriptor(name, help, None, MetricType::Gauge)?;
            ConstGauge::new(value).encode(gauge)?;
        }
        let help = "Requests that could not be kept in the usage figures";
        let lost = encoder.encode_descriptor("usage_lost", help, None, MetricType::Counter)?;
        ConstCounter::new(*usage_lost).encode(lost)
    }
}

struct Decisions<'f> {
    allowed: u64,
    refused: &'f [u64],
}

impl EncodeMetric for Decisions<'_> {
    fn encode(&self, mut encoder: MetricEncoder<'_>) -> Result<(), fmt::Error> {
        let refused = Refusal::CODES.iter().zip(self.refused);
        for (code, count) in
            [("allowed", self.allowed)].into_iter().chain(refused.map(|(code, n)| (*code, *n)))
        {
            ConstCounter::new(count).encode(encoder.encode_family(&[("code", code)])?)?;
        }
        Ok(())
    }

    fn metric_type(&self) -> MetricType {
        MetricType::Counter
    }
}

/// A label, and a count for each of its values.
struct Counted<const N: usize>(&'static str, [(&'static str, u64); N]);

impl<const N: usize> EncodeMetric for Counted<N> {
    fn encode(&self, mut encoder: MetricEncoder<'_>) -> Result<(), fmt::Error> {
        for (value, count) in self.1 {
            ConstCounter::new(count).encode(encoder.encode_family(&[(self.0, value)])?)?;
        }
        Ok(())
    }

    fn metric_type(&self) -> MetricType {
        MetricType::Counter
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_figures_are_written_for_prometheus() {
        let meter = Meter::default();
        meter.decided(std::time::Duration::from_micros(3));
        let figures =
            Figures { allowed: 5, allowed_by_old_key: 2, tokens: 3, lag_ms: 12, ..Figures::default() };
        insta::assert_snapshot!(written(figures, &meter).unwrap());
    }
}
