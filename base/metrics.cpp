#include "base/metrics.hpp"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

namespace base {
namespace {

prometheus::Labels to_labels(std::initializer_list<Label> labels) {
    return {labels.begin(), labels.end()};
}

const prometheus::Histogram::BucketBoundaries& buckets() {
    static const prometheus::Histogram::BucketBoundaries bounds{
        0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10};
    return bounds;
}

}  // namespace

struct Metrics::Registry {
    prometheus::Registry registry;
};

void Metrics::Counter::add(double amount) const {
    static_cast<prometheus::Counter*>(instrument_)->Increment(amount);
}

void Metrics::Gauge::set(double value) const {
    static_cast<prometheus::Gauge*>(instrument_)->Set(value);
}

void Metrics::Histogram::observe_seconds(double value) const {
    static_cast<prometheus::Histogram*>(instrument_)->Observe(value);
}

Metrics::Metrics() : registry_(std::make_unique<Registry>()) {}

Metrics::~Metrics() = default;

// prometheus-cpp returns the existing family or instrument when it was registered before.
Metrics::Counter Metrics::counter(
    const std::string& name, const std::string& help, std::initializer_list<Label> labels
) {
    Counter handle;
    auto& family = prometheus::BuildCounter().Name(name).Help(help).Register(registry_->registry);
    handle.instrument_ = &family.Add(to_labels(labels));
    return handle;
}

Metrics::Gauge Metrics::gauge(
    const std::string& name, const std::string& help, std::initializer_list<Label> labels
) {
    Gauge handle;
    auto& family = prometheus::BuildGauge().Name(name).Help(help).Register(registry_->registry);
    handle.instrument_ = &family.Add(to_labels(labels));
    return handle;
}

Metrics::Histogram Metrics::histogram(
    const std::string& name, const std::string& help, std::initializer_list<Label> labels
) {
    Histogram handle;
    auto& family = prometheus::BuildHistogram().Name(name).Help(help).Register(registry_->registry);
    handle.instrument_ = &family.Add(to_labels(labels), buckets());
    return handle;
}

std::string Metrics::as_text() const {
    return prometheus::TextSerializer{}.Serialize(registry_->registry.Collect());
}

}  // namespace base
