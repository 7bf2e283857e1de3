/* What fake-helper "captures" after every FILTER, and whose it is.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#define FAKE_HELPER_PACKETS 5
#define FAKE_HELPER_IP_BYTES 1000
#define FAKE_HELPER_DROPPED 3
#define FAKE_HELPER_SOURCE "192.0.2.1"
#define FAKE_HELPER_DESTINATION "198.51.100.1"
#define FAKE_HELPER_UID 1234
#define FAKE_HELPER_PID 77
#define FAKE_HELPER_COMMAND "fifteen-letters"
