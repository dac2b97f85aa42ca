#pragma once

#include "connector/store/database.hpp"

namespace tests {

/// A store that is full from its n-th write on; reads go on.
class FillingStore final : public connector::store::Database {
public:
    FillingStore(connector::store::Database& real, int good_writes)
        : real_(real), good_writes_(good_writes) {}

    [[nodiscard]] bool can_write() const noexcept override { return writes < good_writes_; }

    [[nodiscard]] bool shed_deleted() override { return real_.shed_deleted(); }

    int writes = 0;  ///< so many were tried

protected:
    void run_write(const std::function<void(connector::store::Connection&)>& work) override {
        if (++writes > good_writes_) throw connector::store::StoreUnavailable("full");
        real_.write(work);
    }

    void run_read(const std::function<void(connector::store::Connection&)>& work) override {
        real_.read(work);
    }

private:
    connector::store::Database& real_;
    const int good_writes_;
};

}  // namespace tests
