#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <sys/types.h>

namespace tests {

struct ProcessResult {
    int exit_code = -1;  ///< 127: the program was not found
    std::string output;  ///< stdout and stderr
};

/// Runs a program to its end, without a shell.
ProcessResult run_process(const std::vector<std::string>& arguments, std::string_view input = "");

/// A program in a process group of its own, with all it starts; the group ends with this object,
/// and gets SIGTERM when the thread that made it dies. Stdout and stderr go to `log_file`.
class ChildProcess {
public:
    ChildProcess(const std::vector<std::string>& arguments, const std::string& log_file);
    /// SIGTERM, then SIGKILL for what is left after five seconds.
    ~ChildProcess();
    ChildProcess(const ChildProcess&) = delete;
    ChildProcess& operator=(const ChildProcess&) = delete;

    [[nodiscard]] pid_t pid() const { return pid_; }

    [[nodiscard]] bool is_running();

    /// To the program itself, not to what it started. Nothing happens when it has ended.
    void signal(int number);

    /// How it ended: its exit code, or minus the signal that killed it. Nothing when it is still
    /// running after that time.
    [[nodiscard]] std::optional<int> wait_for_end(std::chrono::milliseconds longest);

private:
    pid_t pid_ = -1;
    std::optional<int> end_;
};

}  // namespace tests
