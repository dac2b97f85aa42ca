#pragma once

#include <deque>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "base/http.hpp"

namespace tests {

/// Answers from a queue, in order, and keeps every request. An empty queue answers Unavailable, so
/// that a call too many shows.
class FakeTransport final : public base::HttpTransport {
public:
    /// Queues an answer with a JSON body.
    void answer(int status, std::string body, std::vector<base::HttpHeader> headers = {}) {
        headers.push_back({"Content-Type", "application/json;charset=UTF-8"});
        queue({status, std::move(headers), std::move(body)});
    }

    void queue(base::HttpResponse response) {
        const std::scoped_lock lock(mutex_);
        answers_.emplace_back(std::move(response));
    }

    void fail(base::ErrorKind kind, std::string message = "connection reset") {
        const std::scoped_lock lock(mutex_);
        answers_.emplace_back(base::fail(kind, std::move(message)));
    }

    [[nodiscard]] base::Result<base::HttpResponse> send(const base::HttpRequest& request) override {
        const std::scoped_lock lock(mutex_);
        requests_.push_back(request);
        if (answers_.empty()) return base::fail(base::ErrorKind::Unavailable, "no answer queued");
        auto next = std::move(answers_.front());
        answers_.pop_front();
        return next;
    }

    [[nodiscard]] std::vector<base::HttpRequest> requests() const {
        const std::scoped_lock lock(mutex_);
        return requests_;
    }

    [[nodiscard]] std::size_t calls() const { return requests().size(); }

private:
    mutable std::mutex mutex_;
    std::deque<base::Result<base::HttpResponse>> answers_;
    std::vector<base::HttpRequest> requests_;
};

}  // namespace tests
