#include "tests/support/process.hpp"

#include <array>
#include <csignal>
#include <stdexcept>

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

namespace tests {
namespace {

constexpr std::chrono::seconds kPatience{5};
constexpr int kLookEveryMs = 10;

[[noreturn]] void become(const std::vector<std::string>& arguments, int in, int out) {
    std::vector<char*> argv;
    for (const std::string& argument : arguments)
        argv.push_back(const_cast<char*>(argument.c_str()));
    argv.push_back(nullptr);
    ::dup2(in, STDIN_FILENO);
    ::dup2(out, STDOUT_FILENO);
    ::dup2(out, STDERR_FILENO);
    // The tests' own sockets must not live on in a daemon.
    ::close_range(STDERR_FILENO + 1, ~0U, 0);
    ::execvp(argv.front(), argv.data());
    ::_exit(127);
}

std::string read_all(int fd) {
    std::string text;
    std::array<char, 4096> buffer{};
    for (;;) {
        const ssize_t count = ::read(fd, buffer.data(), buffer.size());
        if (count <= 0) return text;
        text.append(buffer.data(), static_cast<std::size_t>(count));
    }
}

}  // namespace

ProcessResult run_process(const std::vector<std::string>& arguments, std::string_view input) {
    std::array<int, 2> ends{};
    // One socket pair for both directions: what goes in is small, what comes out is read after.
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0)
        throw std::runtime_error("socketpair failed");
    const pid_t pid = ::fork();
    if (pid < 0) throw std::runtime_error("fork failed");
    if (pid == 0) become(arguments, ends[1], ends[1]);
    ::close(ends[1]);
    if (!input.empty()) (void)::send(ends[0], input.data(), input.size(), MSG_NOSIGNAL);
    ::shutdown(ends[0], SHUT_WR);
    ProcessResult result;
    result.output = read_all(ends[0]);
    ::close(ends[0]);
    int status = 0;
    ::waitpid(pid, &status, 0);
    result.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    return result;
}

ChildProcess::ChildProcess(const std::vector<std::string>& arguments, const std::string& log_file) {
    const int in = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
    const int out = ::open(log_file.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
    if (in < 0 || out < 0) throw std::runtime_error("cannot open " + log_file);
    ::prctl(PR_SET_CHILD_SUBREAPER, 1);  // its orphans come to us, to be waited for
    pid_ = ::fork();
    if (pid_ == 0) {
        ::setsid();
        ::prctl(PR_SET_PDEATHSIG, SIGTERM);  // a test that is killed leaves nobody behind
        become(arguments, in, out);
    }
    ::close(in);
    ::close(out);
    if (pid_ < 0) throw std::runtime_error("fork failed");
}

ChildProcess::~ChildProcess() {
    signal(SIGTERM);
    (void)wait_for_end(kPatience);
    ::kill(-pid_, SIGKILL);  // the rest of its group, if any
    while (::waitpid(-pid_, nullptr, 0) > 0) {
    }
}

bool ChildProcess::is_running() {
    return !wait_for_end(std::chrono::milliseconds{0});
}

void ChildProcess::signal(int number) {
    if (is_running()) ::kill(pid_, number);
}

std::optional<int> ChildProcess::wait_for_end(std::chrono::milliseconds longest) {
    const auto deadline = std::chrono::steady_clock::now() + longest;
    while (!end_) {
        int status = 0;
        if (::waitpid(pid_, &status, WNOHANG) == pid_) {
            end_ = WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
        } else if (std::chrono::steady_clock::now() >= deadline) {
            break;
        } else {
            ::poll(nullptr, 0, kLookEveryMs);
        }
    }
    return end_;
}

}  // namespace tests
