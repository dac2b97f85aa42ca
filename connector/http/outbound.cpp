#include "connector/http/outbound.hpp"

#include <memory>
#include <mutex>
#include <stdexcept>
#include <thread>
#include <unordered_map>

#include <curl/curl.h>

#include "base/waiting.hpp"
#include "connector/http/origins.hpp"
#include "connector/http/pipe.hpp"
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

/// A call whose answer is read while it arrives; shared by its reader and the outbound thread.
struct Outbound::StreamedCall {
    StreamedCall(const base::HttpRequest& what, std::string host, const OutboundSettings& settings)
        : request(what), transfer(request, std::move(host), settings, &pipe) {}

    const base::HttpRequest request;
    Pipe pipe;
    Transfer transfer;
};

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

    base::Result<base::HttpStream> open(const base::HttpRequest& request) {
        auto host = origins_.check(request.url);
        if (!host) return base::fail(host);
        if (const auto checked = Transfer::check(request); !checked) return base::fail(checked);
        const auto call = std::make_shared<StreamedCall>(request, *host, settings_);
        call->transfer.resume = [this, &call = *call] { end(call); };
        {
            const std::scoped_lock lock(mutex_);
            if (is_closed_) return base::fail(base::ErrorKind::Unavailable, "shutting down");
            opened_.push_back(call);
            curl_multi_wakeup(multi_.get());
        }
        auto body = std::make_unique<Body>(*this, call);
        auto head = call->pipe.wait_for_head();
        if (!head) return base::fail(head);
        return base::HttpStream{*std::move(head), std::move(body)};
    }

private:
    using SharedCall = std::shared_ptr<StreamedCall>;

    class Body final : public base::HttpBody {
    public:
        Body(Impl& outbound, SharedCall call) : outbound_(outbound), call_(std::move(call)) {}

        ~Body() override { outbound_.tell(outbound_.cancelled_, call_); }

        Body(const Body&) = delete;
        Body& operator=(const Body&) = delete;

        base::Result<std::string> read() override {
            auto piece = call_->pipe.wait_for_piece();
            if (!piece) return base::fail(piece);
            if (piece->was_full) outbound_.tell(outbound_.drained_, call_);
            return std::move(piece->bytes);
        }

    private:
        Impl& outbound_;
        const SharedCall call_;
    };

    void tell(std::vector<SharedCall>& list, const SharedCall& call) {
        const std::scoped_lock lock(mutex_);
        list.push_back(call);
        curl_multi_wakeup(multi_.get());
    }

    /// On thread_, when a streamed call is over.
    void end(StreamedCall& call) {
        const auto& result = call.transfer.result();
        if (!result) log_.debug("http.outbound_failed", {{"reason", result.error().message}});
        call.pipe.end(result ? base::Result<void>() : base::fail(result));
    }

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
            heed_readers();
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
            for (SharedCall& call : opened_) {
                fresh.push_back(&call->transfer);
                streamed_.emplace(call->transfer.handle(), std::move(call));
            }
            opened_.clear();
        }
        for (Transfer* transfer : fresh) {
            under_way_.emplace(transfer->handle(), transfer);
            curl_multi_add_handle(multi_.get(), transfer->handle());
        }
    }

    void heed_readers() {
        std::vector<SharedCall> drained;
        std::vector<SharedCall> cancelled;
        {
            const std::scoped_lock lock(mutex_);
            drained.swap(drained_);
            cancelled.swap(cancelled_);
        }
        for (const SharedCall& call : cancelled) {
            if (!under_way_.contains(call->transfer.handle())) continue;  // over already
            release(call->transfer);
            streamed_.erase(call->transfer.handle());
        }
        for (const SharedCall& call : drained) {
            CURL* const handle = call->transfer.handle();
            if (under_way_.contains(handle)) curl_easy_pause(handle, CURLPAUSE_CONT);
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
            conclude(transfer);
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
            conclude(*transfer);
        }
    }

    /// A streamed call is kept until its reader has been told.
    void conclude(Transfer& transfer) {
        const auto streamed = streamed_.extract(transfer.handle());
        resume(transfer);
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
            conclude(transfer);
        }
    }

    const OutboundSettings settings_;
    base::Log& log_;
    const AllowedOrigins origins_;
    const std::unique_ptr<CURLM, decltype(&curl_multi_cleanup)> multi_;
    std::unordered_map<CURL*, Transfer*> under_way_;  ///< on thread_ only
    std::unordered_map<CURL*, SharedCall> streamed_;  ///< those of under_way_; on thread_ only

    std::mutex mutex_;
    // Guarded by mutex_.
    std::vector<Transfer*> submitted_;
    std::vector<SharedCall> opened_;
    std::vector<SharedCall> drained_;    ///< their pipes have room again
    std::vector<SharedCall> cancelled_;  ///< nobody reads them any more
    bool is_closed_ = false;

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

base::Result<base::HttpStream> Outbound::open(const base::HttpRequest& request) {
    return impl_->open(request);
}

base::Result<base::HttpResponse> Outbound::send(const base::HttpRequest& request) {
    return impl_->send(request);
}

}  // namespace connector::http
