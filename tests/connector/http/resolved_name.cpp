#include "tests/connector/http/resolved_name.hpp"

#include <atomic>
#include <mutex>
#include <optional>
#include <utility>

#include <dlfcn.h>
#include <netdb.h>
#include <sys/socket.h>

namespace tests {
namespace {

struct Answer {
    std::string name;
    std::string address;
};

std::mutex mutex;
std::optional<Answer> answer;  // guarded by mutex
std::atomic<int> connect_count{0};

std::optional<std::string> address_of(const char* name) {
    const std::scoped_lock lock(mutex);
    if (!answer || name == nullptr || answer->name != name) return std::nullopt;
    return answer->address;
}

/// The system's own, which the functions below stand in front of.
template <typename Function>
Function* system_function(const char* name) {
    return reinterpret_cast<Function*>(::dlsym(RTLD_NEXT, name));
}

}  // namespace

ResolvedName::ResolvedName(std::string name, std::string address) {
    const std::scoped_lock lock(mutex);
    answer = Answer{std::move(name), std::move(address)};
    connect_count = 0;
}

ResolvedName::~ResolvedName() {
    const std::scoped_lock lock(mutex);
    answer.reset();
}

int ResolvedName::connects() {
    return connect_count;
}

}  // namespace tests

// libcurl finds these first, for the program comes before its libraries.
extern "C" {

int getaddrinfo(const char* name, const char* service, const addrinfo* hints, addrinfo** result) {
    static const auto system = tests::system_function<decltype(getaddrinfo)>("getaddrinfo");
    const auto address = tests::address_of(name);
    if (!address) return system(name, service, hints, result);
    // Whatever family was asked for: a resolver answers what it likes.
    addrinfo literal{};
    literal.ai_socktype = hints == nullptr ? 0 : hints->ai_socktype;
    literal.ai_flags = AI_NUMERICHOST;
    return system(address->c_str(), service, &literal, result);
}

int connect(int socket, const sockaddr* address, socklen_t length) {
    static const auto system = tests::system_function<decltype(connect)>("connect");
    if (address != nullptr && address->sa_family != AF_UNIX) ++tests::connect_count;
    return system(socket, address, length);
}
}
