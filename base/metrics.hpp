#pragma once

#include <initializer_list>
#include <memory>
#include <string>
#include <utility>

namespace base {

/// A label and its value. Values come from a closed set (a kind, a state), never from input.
using Label = std::pair<std::string, std::string>;

/// Counters, gauges and histograms in Prometheus' sense, kept by prometheus-cpp. Thread-safe. Ask
/// for an instrument once, in a constructor, and keep the handle: it lives as long as the Metrics.
class Metrics {
public:
    class Counter {
    public:
        void add(double amount = 1) const;

    private:
        friend class Metrics;
        void* instrument_ = nullptr;
    };

    class Gauge {
    public:
        void set(double value) const;

    private:
        friend class Metrics;
        void* instrument_ = nullptr;
    };

    class Histogram {
    public:
        void observe_seconds(double value) const;

    private:
        friend class Metrics;
        void* instrument_ = nullptr;
    };

    Metrics();
    ~Metrics();
    Metrics(const Metrics&) = delete;
    Metrics& operator=(const Metrics&) = delete;

    [[nodiscard]] Counter counter(
        const std::string& name, const std::string& help, std::initializer_list<Label> labels = {}
    );
    [[nodiscard]] Gauge gauge(
        const std::string& name, const std::string& help, std::initializer_list<Label> labels = {}
    );
    /// Buckets from 1 ms to 10 s.
    [[nodiscard]] Histogram histogram(
        const std::string& name, const std::string& help, std::initializer_list<Label> labels = {}
    );

    /// The Prometheus text format, version 0.0.4.
    [[nodiscard]] std::string as_text() const;

private:
    struct Registry;
    std::unique_ptr<Registry> registry_;
};

}  // namespace base
