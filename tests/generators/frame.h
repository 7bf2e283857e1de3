/* The frames that the generators send.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * UDP from 198.18.0.0/16, the range for tests of network equipment (RFC 2544), to one address and
 * one port; a flow is a source address and port.  The destination's link-layer address is nobody's,
 * so that the receiver's stack throws a frame away as soon as captures have seen it.
 */
#pragma once

#define FRAME_FLOWS_PER_ADDRESS 50000
#define FRAME_FIRST_PORT 1024
#define FRAME_DESTINATION 0xc6130001u /* 198.19.0.1 */
#define FRAME_FIRST_SOURCE 0xc6120001u

#define FRAME_ETHERNET_HEADER 14
#define FRAME_SOURCE_OFFSET 26
#define FRAME_SOURCE_PORT_OFFSET 34
#define FRAME_MIN 42
