#include "connector/log_sink.hpp"

#include <array>
#include <future>
#include <stdexcept>
#include <string>
#include <thread>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <unistd.h>

#include "tests/support/fake_clock.hpp"

namespace {

using base::Level;
using connector::log_line;
using connector::LogSink;

/// Standard error is a pipe as long as this lives: what is written to it can be read here.
class ErrorPipe {
public:
    ErrorPipe() : kept_(::dup(STDERR_FILENO)) {
        if (kept_ < 0 || ::pipe(ends_.data()) != 0 || ::dup2(ends_[1], STDERR_FILENO) < 0) {
            throw std::runtime_error("no pipe");
        }
    }

    ~ErrorPipe() {
        restore();
        ::close(kept_);
        ::close(ends_[0]);
    }

    ErrorPipe(const ErrorPipe&) = delete;
    ErrorPipe& operator=(const ErrorPipe&) = delete;

    /// Nothing more comes from here on.
    void restore() {
        if (ends_[1] < 0) return;
        ::dup2(kept_, STDERR_FILENO);
        ::close(ends_[1]);
        ends_[1] = -1;
    }

    [[nodiscard]] std::string read_to_the_end() const {
        std::string all;
        std::array<char, 4096> some{};
        for (ssize_t got = 0; (got = ::read(ends_[0], some.data(), some.size())) > 0;) {
            all.append(some.data(), static_cast<std::size_t>(got));
        }
        return all;
    }

private:
    int kept_;
    std::array<int, 2> ends_{-1, -1};
};

TEST(LogLine, IsOneJsonObjectWhateverTheFieldsHold) {
    const base::Time at = base::from_millis(1'795'262'400'000);
    const std::string hostile = "a\"}\n{\"level\":\"error\"}\x1b[31m\xff";

    const std::string line = log_line(at, Level::Info, "some.event", {{"reason", hostile}});

    EXPECT_EQ(line.find_first_of("\n\r\x1b"), std::string::npos);
    const auto parsed = nlohmann::json::parse(line);
    EXPECT_EQ(parsed.size(), 4U);
    EXPECT_EQ(parsed["at"], "2026-11-21T12:00:00.000Z");
    EXPECT_EQ(parsed["level"], "info");
    EXPECT_TRUE(parsed["reason"].get<std::string>().starts_with("a\"}\n{"));
}

TEST(LogLine, NumbersAreNumbers) {
    const auto parsed =
        nlohmann::json::parse(log_line({}, Level::Error, "x", {{"count", 3}, {"text", "3"}}));

    EXPECT_EQ(parsed["count"], 3);
    EXPECT_EQ(parsed["text"], "3");
}

TEST(LogSink, WritesWhatIsImportantEnough) {
    tests::FakeClock clock;
    ErrorPipe pipe;
    {
        LogSink log(clock, Level::Info);
        log.debug("too.quiet");
        log.warning("loud.enough", {{"id", "x"}});
    }
    pipe.restore();

    const std::string written = pipe.read_to_the_end();

    EXPECT_EQ(written.find("too.quiet"), std::string::npos);
    EXPECT_NE(written.find("\"event\":\"loud.enough\",\"id\":\"x\"}\n"), std::string::npos);
}

/// A pipe holds 64 KiB and the queue 8192 lines; this is far more than both (SR-133).
TEST(LogSink, NobodyWaitsForAReaderThatDoesNotRead) {
    constexpr int kLines = 40'000;
    tests::FakeClock clock;
    ErrorPipe pipe;
    auto log = std::make_unique<LogSink>(clock, Level::Info);
    auto writing = std::async(std::launch::async, [&] {
        for (int i = 0; i < kLines; ++i) log->info("noise", {{"line", i}});
    });

    const bool is_done = writing.wait_for(std::chrono::seconds(60)) == std::future_status::ready;

    std::jthread reader([&] { static_cast<void>(pipe.read_to_the_end()); });
    writing.wait();
    log.reset();
    pipe.restore();
    EXPECT_TRUE(is_done) << "the log kept its writers waiting";
}

}  // namespace
