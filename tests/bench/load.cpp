// Load generator of tests/bench/run: keep-alive connections driven by one thread, each with one
// request under way. What is sent is made before the clock starts.
//
//   bench_load webhooks  --port P --secret S --ids N --first-id I --count N [--connections 32]
//   bench_load issue     --port ADMIN --token T --request KEY --contact A --count N --out FILE
//   bench_load exchange  --port P --host H --tokens FILE [--connections 32]
//   bench_load race      --port P --host H --tokens FILE [--connections 64]
//
// race presses the button of one link on all connections at once, then that of the next, and counts
// the links that did not become exactly one session; count and times are those of single requests.
//
// Prints one JSON object: count, seconds, per_second, p50_ms, p99_ms, failed.

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <sys/epoll.h>
#include <unistd.h>

#include "base/crypto.hpp"
#include "base/text.hpp"
#include "tests/bench/connection.hpp"

namespace bench {
namespace {

using Steady = std::chrono::steady_clock;
using Options = std::map<std::string, std::string>;

/// The request to send next, or nothing when there is no more to do. Valid until asked again.
using Next = std::function<std::optional<std::string_view>()>;
using Judge = std::function<bool(const Connection::Answer&)>;

/// A connection with its request under way.
struct Lane {
    explicit Lane(std::uint16_t port) : connection(port) {}

    Connection connection;
    Steady::time_point sent{};
};

class Load {
public:
    Load(std::uint16_t port, std::size_t connections, Next next, Judge is_good)
        : poll_(::epoll_create1(EPOLL_CLOEXEC)),
          next_(std::move(next)),
          judge_(std::move(is_good)) {
        for (std::size_t i = 0; i < connections; ++i) {
            lanes_.push_back(std::make_unique<Lane>(port));
            epoll_event event{.events = EPOLLIN, .data = {.ptr = lanes_.back().get()}};
            ::epoll_ctl(poll_, EPOLL_CTL_ADD, lanes_.back()->connection.descriptor(), &event);
        }
    }

    ~Load() { ::close(poll_); }

    Load(const Load&) = delete;
    Load& operator=(const Load&) = delete;

    void run_and_print() {
        const auto started = Steady::now();
        run();
        print(std::chrono::duration<double>(Steady::now() - started).count());
    }

    void run() {
        for (const auto& lane : lanes_) send_next(*lane);
        std::array<epoll_event, 64> ready{};
        while (under_way_ > 0) {
            const int count = ::epoll_wait(poll_, ready.data(), ready.size(), -1);
            for (int i = 0; i < count; ++i) {
                take_answer(*static_cast<Lane*>(ready[static_cast<std::size_t>(i)].data.ptr));
            }
        }
    }

private:
    void send_next(Lane& lane) {
        const auto request = next_();
        if (!request) return;
        lane.sent = Steady::now();
        lane.connection.send(*request);
        ++under_way_;
    }

    void take_answer(Lane& lane) {
        const auto answer = lane.connection.read();
        if (!answer) return;
        --under_way_;
        const std::chrono::duration<double, std::milli> took = Steady::now() - lane.sent;
        if (judge_(*answer)) {
            millis_.push_back(took.count());
        } else {
            ++failed_;
        }
        send_next(lane);
    }

    void print(double seconds) {
        std::sort(millis_.begin(), millis_.end());
        const auto at = [&](double part) {
            if (millis_.empty()) return 0.0;
            return millis_[static_cast<std::size_t>(
                part * static_cast<double>(millis_.size() - 1)
            )];
        };
        const nlohmann::ordered_json result{
            {"count", millis_.size()},
            {"seconds", seconds},
            {"per_second", static_cast<double>(millis_.size()) / seconds},
            {"p50_ms", at(0.5)},
            {"p99_ms", at(0.99)},
            {"failed", failed_},
        };
        fmt::print("{}\n", result.dump());
    }

    int poll_;
    Next next_;
    Judge judge_;
    std::vector<std::unique_ptr<Lane>> lanes_;
    std::size_t under_way_ = 0;
    std::size_t failed_ = 0;
    std::vector<double> millis_;
};

std::int64_t number(const Options& options, const char* name, std::int64_t otherwise) {
    const auto found = options.find(name);
    if (found == options.end()) return otherwise;
    return base::parse_int(found->second).value();
}

std::uint16_t port_of(const Options& options) {
    return static_cast<std::uint16_t>(number(options, "--port", 0));
}

/// A comment event of about 6 KB, distinct by its time stamp, and rightly signed.
std::string webhook(
    const Options& options, const std::string& host, std::int64_t id, std::int64_t stamp
) {
    static const std::string padding(5400, 'x');
    const std::string body = fmt::format(
        R"({{"timestamp":{},"webhookEvent":"comment_created","comment":{{"id":"1","body":"{}"}},)"
        R"("issue":{{"id":"{}","key":"SUP-1","fields":{{"summary":"bench","project":{{"id":"10000","key":"SUP"}}}}}}}})",
        stamp,
        padding,
        id
    );
    const auto tag =
        base::hmac_sha256(base::as_bytes(options.at("--secret")), base::as_bytes(body));
    return fmt::format(
        "POST /webhooks/jira HTTP/1.1\r\nHost: {}\r\nContent-Type: application/json\r\n"
        "X-Hub-Signature: sha256={}\r\nX-Atlassian-Webhook-Identifier: {}\r\nContent-Length: "
        "{}\r\n\r\n{}",
        host,
        base::to_hex(tag),
        stamp,
        body.size(),
        body
    );
}

void drive(const Options& options, Next next, Judge is_good) {
    const auto connections = static_cast<std::size_t>(number(options, "--connections", 32));
    Load(port_of(options), connections, std::move(next), std::move(is_good)).run_and_print();
}

Next one_after_another(const std::vector<std::string>& requests) {
    return [&requests, at = std::size_t{0}]() mutable -> std::optional<std::string_view> {
        if (at == requests.size()) return std::nullopt;
        return requests[at++];
    };
}

void run_webhooks(const Options& options) {
    const std::int64_t ids = number(options, "--ids", 1);
    const std::int64_t first = number(options, "--first-id", 10001);
    const std::int64_t began = Steady::now().time_since_epoch().count();
    std::vector<std::string> requests;
    for (std::int64_t i = 0; i < number(options, "--count", 1000); ++i) {
        requests.push_back(webhook(options, options.at("--host"), first + i % ids, began + i));
    }
    drive(options, one_after_another(requests), [](const Connection::Answer& answer) {
        return answer.status == 200;
    });
}

void run_issue(const Options& options) {
    const std::string body = fmt::format(
        R"({{"request":"{}","contact":"{}"}})", options.at("--request"), options.at("--contact")
    );
    const std::string request = fmt::format(
        "POST /control/links/issue HTTP/1.1\r\nHost: localhost:{}\r\nAuthorization: Bearer {}\r\n"
        "Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{}",
        port_of(options),
        options.at("--token"),
        body.size(),
        body
    );
    const std::vector<std::string> requests(
        static_cast<std::size_t>(number(options, "--count", 1000)), request
    );
    std::ofstream out(options.at("--out"));
    drive(options, one_after_another(requests), [&](const Connection::Answer& answer) {
        if (answer.status != 200) return false;
        const std::size_t at = answer.body.find("/l/");
        out << answer.body.substr(at + 3, 100) << '\n';
        return true;
    });
}

/// A browser's cookie and form token, from any link's page.
struct Browser {
    std::string cookie;
    std::string form_token;
};

std::string between(std::string_view text, std::string_view before, std::string_view after) {
    const std::size_t start = text.find(before);
    if (start == std::string_view::npos)
        throw std::runtime_error("the page has no " + std::string(before));
    const std::string_view rest = text.substr(start + before.size());
    return std::string(rest.substr(0, rest.find(after)));
}

Browser open_browser(const Options& options) {
    Connection connection(port_of(options));
    const auto answer = connection.exchange(
        fmt::format("GET /l/none HTTP/1.1\r\nHost: {}\r\n\r\n", options.at("--host"))
    );
    return {
        between(answer.head, "Set-Cookie: ", ";"),
        between(answer.body, "name=\"form_token\" value=\"", "\""),
    };
}

std::vector<std::string> exchanges(const Options& options) {
    const Browser browser = open_browser(options);
    const std::string body = "form_token=" + browser.form_token;
    std::vector<std::string> requests;
    std::ifstream in(options.at("--tokens"));
    for (std::string token; std::getline(in, token);) {
        requests.push_back(fmt::format(
            "POST /l/{} HTTP/1.1\r\nHost: {}\r\nCookie: {}\r\nSec-Fetch-Site: same-origin\r\n"
            "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{}",
            token,
            options.at("--host"),
            browser.cookie,
            body.size(),
            body
        ));
    }
    return requests;
}

void run_exchange(const Options& options) {
    const auto requests = exchanges(options);
    drive(options, one_after_another(requests), [](const Connection::Answer& answer) {
        return answer.status == 303;
    });
}

void run_race(const Options& options) {
    const auto hands = static_cast<std::size_t>(number(options, "--connections", 64));
    std::map<int, int> statuses;
    std::size_t links = 0;
    std::size_t broken = 0;
    const auto started = Steady::now();
    for (const std::string& request : exchanges(options)) {
        int winners = 0;
        Load load(
            port_of(options),
            hands,
            [&, left = hands]() mutable -> std::optional<std::string_view> {
                if (left == 0) return std::nullopt;
                --left;
                return request;
            },
            [&](const Connection::Answer& answer) {
                ++statuses[answer.status];
                winners += answer.status == 303 ? 1 : 0;
                return true;
            }
        );
        load.run();
        ++links;
        broken += winners == 1 ? 0 : 1;
    }
    const std::chrono::duration<double> took = Steady::now() - started;
    nlohmann::ordered_json by_status;
    for (const auto& [status, count] : statuses) by_status[std::to_string(status)] = count;
    const nlohmann::ordered_json result{
        {"links", links},
        {"posts", links * hands},
        {"not_one_session", broken},
        {"statuses", by_status},
        {"seconds", took.count()}};
    fmt::print("{}\n", result.dump());
}

}  // namespace
}  // namespace bench

int main(int argc, char** argv) {
    base::init_crypto();
    if (argc < 2) return 2;
    bench::Options options;
    for (int i = 2; i + 1 < argc; i += 2) options[argv[i]] = argv[i + 1];
    const std::string mode = argv[1];
    if (mode == "webhooks") bench::run_webhooks(options);
    if (mode == "issue") bench::run_issue(options);
    if (mode == "exchange") bench::run_exchange(options);
    if (mode == "race") bench::run_race(options);
    return 0;
}
