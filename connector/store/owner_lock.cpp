#include "connector/store/owner_lock.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include "connector/store/database.hpp"

namespace connector::store {

OwnerLock::OwnerLock(const std::filesystem::path& database_file) {
    const std::string file = database_file.string() + ".lock";
    descriptor_ = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (descriptor_ < 0) throw StoreUnavailable("cannot open " + file);
    if (::flock(descriptor_, LOCK_EX | LOCK_NB) != 0) {
        ::close(descriptor_);
        throw StoreUnavailable(
            database_file.string() + " is in use by another connector; stop that one first"
        );
    }
}

OwnerLock::~OwnerLock() {
    ::close(descriptor_);
}

}  // namespace connector::store
