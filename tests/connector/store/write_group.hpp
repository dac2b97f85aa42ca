#pragma once

#include <deque>
#include <exception>
#include <functional>
#include <future>
#include <latch>
#include <memory>
#include <thread>
#include <vector>

#include "base/waiting.hpp"
#include "connector/store/database.hpp"

namespace tests {

/// Transactions that SQLite's writer commits as one group, in the order they were added: a first
/// one keeps the writer busy until all others are queued.
class WriteGroup {
public:
    using Work = std::function<void(connector::store::Connection&)>;

    explicit WriteGroup(connector::store::Database& database) : database_(database) {
        std::latch busy(1);
        threads_.emplace_back([this, &busy] {
            database_.write([&](connector::store::Connection&) {
                busy.count_down();
                gate_.wait();
            });
        });
        busy.wait();
    }

    /// Returns when it is queued.
    void add(Work work) {
        std::exception_ptr& outcome = outcomes_.emplace_back();
        std::latch queued(1);
        threads_.emplace_back([this, &outcome, &queued, work = std::move(work)] {
            QueueTeller teller(queued);
            const base::SuspenderScope scope(teller);
            try {
                database_.write([&](connector::store::Connection& c) { work(c); });
            } catch (const std::exception&) {
                outcome = std::current_exception();
            }
        });
        queued.wait();
    }

    /// What each transaction threw; null: it was committed.
    std::vector<std::exception_ptr> commit() {
        gate_.count_down();
        threads_.clear();
        return {outcomes_.begin(), outcomes_.end()};
    }

private:
    /// Says when a transaction lies in the writer's queue.
    class QueueTeller final : public base::Suspender {
    public:
        explicit QueueTeller(std::latch& queued) : queued_(queued) {}

        void suspend(const std::function<void(base::Resume)>& start) override {
            const auto resumed = std::make_shared<std::promise<void>>();
            auto done = resumed->get_future();
            start([resumed] { resumed->set_value(); });
            queued_.count_down();
            done.wait();
        }

    private:
        std::latch& queued_;
    };

    connector::store::Database& database_;
    std::latch gate_{1};
    std::deque<std::exception_ptr> outcomes_;
    std::vector<std::jthread> threads_;
};

/// Whether it is an exception of this type.
template <typename Exception>
bool is_a(const std::exception_ptr& exception) {
    try {
        if (exception) std::rethrow_exception(exception);
    } catch (const Exception&) {
        return true;
    } catch (const std::exception&) {
        return false;
    }
    return false;
}

}  // namespace tests
