#include "connector/access/time_floor.hpp"

#include <algorithm>
#include <ctime>
#include <utility>

#include "connector/store/facts.hpp"

namespace connector::access {
namespace {

using base::milliseconds;

constexpr std::string_view kFact = "latest_time";

/// Time services set a clock by less than this.
constexpr std::chrono::minutes kStep{10};
/// The least lifetime of a link that is worth a lie, and longer than most repairs take.
constexpr std::chrono::hours kBelievedAfter{1};
/// A restart takes less.
constexpr std::chrono::hours kRest{24};

}  // namespace

milliseconds since_boot() {
    timespec reading{};
    clock_gettime(CLOCK_BOOTTIME, &reading);
    return std::chrono::seconds(reading.tv_sec) +
           std::chrono::duration_cast<milliseconds>(std::chrono::nanoseconds(reading.tv_nsec));
}

TimeFloor::TimeFloor(
    const base::Clock& wall_clock,
    SinceBoot since_boot,
    store::Database& database,
    base::Log& log,
    base::Metrics& metrics
)
    : wall_clock_(wall_clock),
      since_boot_(std::move(since_boot)),
      database_(database),
      log_(log),
      jumps_(metrics.counter(
          "connector_clock_jumps_total", "Times that the machine's clock jumped ahead."
      )),
      kept_(base::from_millis(database.read([](store::Connection& connection) {
          return store::Facts(connection).get(kFact).value_or(0);
      }))),
      start_{std::max(kept_, wall_clock.now()), since_boot_()},
      latest_(start_) {}

base::Time TimeFloor::now() const {
    const std::scoped_lock lock(mutex_);
    return next(wall_clock_.now(), since_boot_());
}

base::Time TimeFloor::next(base::Time reading, milliseconds up) const {
    const milliseconds passed = std::max(milliseconds{0}, up - latest_.up);
    const base::Time expected = latest_.time + passed;
    if (!is_believed(reading - expected, up)) {
        latest_ = {expected, up};
    } else if (reading >= latest_.time + passed / 2) {
        latest_ = {reading, up};
    } else if (passed >= milliseconds{2}) {
        latest_ = {latest_.time + passed / 2, up - passed % 2};
    }
    return latest_.time;
}

bool TimeFloor::is_believed(milliseconds ahead, milliseconds up) const {
    if (ahead <= kStep) {
        jumped_.reset();
        return true;
    }
    const bool is_new = !jumped_;
    if (is_new) {
        jumped_ = up;
        jumps_.add();
    }
    const bool is_here_to_stay = up - *jumped_ >= kBelievedAfter;
    if (is_new || is_here_to_stay) {
        log_.warning(
            "clock.jumped",
            {{"ahead_s", ahead.count() / 1000}, {"believed", is_here_to_stay ? "yes" : "not yet"}}
        );
    }
    if (is_here_to_stay) jumped_.reset();
    return is_here_to_stay;
}

void TimeFloor::persist() {
    const base::Time time = now();
    const milliseconds passed = since_boot_() - start_.up;
    const bool is_sure = start_.time - kept_ <= kRest || passed >= kBelievedAfter;
    const base::Time kept = is_sure ? time : kept_ + passed;
    database_.write([&](store::Connection& connection) {
        store::Facts(connection).set(kFact, base::to_millis(kept));
    });
}

}  // namespace connector::access
