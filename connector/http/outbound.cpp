#include "connector/http/outbound.hpp"

#include <mutex>
#include <stdexcept>
#include <thread>
#include <unordered_map>

#include <curl/curl.h>

#include "base/waiting.hpp"
#include "connector/http/origins.hpp"
#include "connector/http/transfer.hpp"

namespace connector::http {
namespace {

/// At most; libcurl's own timers and the wake-up come first. Also how late a call that waits for a
/// connection may notice its deadline.
constexpr base::milliseconds kPoll{100};
constexpr base::milliseconds kIdlePoll{10'000};

void init_libcurl() {
    // Once a process, and never undone: other rooms use libcurl too.
    static const CURLcode code = curl_global_init(CURL_GLOBAL_DEFAULT);
    if (code != CURLE_OK) throw std::runtime_error("libcurl does not start");
}

}  // namespace

class Outbound::Impl {
public:
    Impl(OutboundSettings settings, base::Log& log)
        : settings_(std::move(settings)),
          log_(log),
          origins_(settings_.allowed_origins),
          multi_(curl_multi_init(), &curl_multi_cleanup) {
        if (!multi_) throw std::bad_alloc();
        curl_multi_setopt(
            multi_.get(),
            CURLMOPT_MAX_HOST_CONNECTIONS,
            static_cast<long>(settings_.max_connections_per_host)
        );
        thread_ = std::jthread([this](const std::stop_token& stop) { run(stop); });
    }

    ~Impl() {
        stop();
        thread_.join();
    }

    void stop() noexcept {
        thread_.request_stop();
        curl_multi_wakeup(multi_.get());
    }

    Impl(const Impl&) = delete;
    Impl& operator=(const Impl&) = delete;

    base::Result<base::HttpResponse> send(const base::HttpRequest& request) {
        auto host = origins_.check(request.url);
        if (!host) return base::fail(host);
        if (const auto checked = Transfer::check(request); !checked) return base::fail(checked);
        Transfer transfer(request, *host, settings_);
        base::Log& log = log_;  // this object may be gone when the wait ends
        base::wait_for([&](base::Resume resume) {
            transfer.resume = std::move(resume);
            submit(transfer);
        });
        if (!transfer.result()) {
            log.debug("http.outbound_failed", {{"reason", transfer.result().error().message}});
        }
        return std::move(transfer.result());
    }

private:
    void submit(Transfer& transfer) {
        {
            const std::scoped_lock lock(mutex_);
            if (!is_closed_) {
                submitted_.push_back(&transfer);
                curl_multi_wakeup(multi_.get());
                return;
            }
        }
        transfer.fail("shutting down");
        resume(transfer);
    }

    /// The caller's stack, and the transfer on it, may be gone as soon as this is called.
    static void resume(Transfer& transfer) {
        const base::Resume resume = std::move(transfer.resume);
        resume();
    }

    void run(const std::stop_token& stop) {
        while (!stop.stop_requested()) {
            add_submitted();
            int running = 0;
            curl_multi_perform(multi_.get(), &running);
            finish_done();
            fail_overdue();
            const auto wait = under_way_.empty() ? kIdlePoll : kPoll;
            curl_multi_poll(multi_.get(), nullptr, 0, static_cast<int>(wait.count()), nullptr);
        }
        fail_all();
    }

    void add_submitted() {
        std::vector<Transfer*> fresh;
        {
            const std::scoped_lock lock(mutex_);
            fresh.swap(submitted_);
        }
        for (Transfer* transfer : fresh) {
            under_way_.emplace(transfer->handle(), transfer);
            curl_multi_add_handle(multi_.get(), transfer->handle());
        }
    }

    void finish_done() {
        int left = 0;
        while (const CURLMsg* message = curl_multi_info_read(multi_.get(), &left)) {
            if (message->msg != CURLMSG_DONE) continue;
            const CURLcode code = message->data.result;  // removing the handle frees the message
            Transfer& transfer = *under_way_.at(message->easy_handle);
            release(transfer);
            transfer.finish(static_cast<int>(code));
            resume(transfer);
        }
    }

    /// libcurl's own timeout does not run while a transfer waits for one of the host's connections.
    void fail_overdue() {
        const Instant now = monotonic_now();
        std::vector<Transfer*> overdue;
        for (const auto& [handle, transfer] : under_way_) {
            if (transfer->deadline() + kPoll < now) overdue.push_back(transfer);
        }
        for (Transfer* transfer : overdue) {
            release(*transfer);
            transfer->fail("deadline passed while waiting for a connection");
            resume(*transfer);
        }
    }

    void release(Transfer& transfer) {
        under_way_.erase(transfer.handle());
        curl_multi_remove_handle(multi_.get(), transfer.handle());
    }

    void fail_all() {
        {
            const std::scoped_lock lock(mutex_);
            is_closed_ = true;
        }
        add_submitted();
        while (!under_way_.empty()) {
            Transfer& transfer = *under_way_.begin()->second;
            release(transfer);
            transfer.fail("shutting down");
            resume(transfer);
        }
    }

    const OutboundSettings settings_;
    base::Log& log_;
    const AllowedOrigins origins_;
    const std::unique_ptr<CURLM, decltype(&curl_multi_cleanup)> multi_;
    std::unordered_map<CURL*, Transfer*> under_way_;  ///< on thread_ only

    std::mutex mutex_;
    std::vector<Transfer*> submitted_;  ///< guarded by mutex_
    bool is_closed_ = false;            ///< guarded by mutex_

    std::jthread thread_;
};

Outbound::Outbound(OutboundSettings settings, base::Log& log) {
    init_libcurl();
    impl_ = std::make_unique<Impl>(std::move(settings), log);
}

Outbound::~Outbound() = default;

void Outbound::stop() noexcept {
    impl_->stop();
}

base::Result<base::HttpResponse> Outbound::send(const base::HttpRequest& request) {
    return impl_->send(request);
}

}  // namespace connector::http
