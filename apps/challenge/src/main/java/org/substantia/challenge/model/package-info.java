/**
 * The values a challenge is made of: people, teams, phases, submissions and their states. No behavior beyond them. The
 * package is larger than others because all of it is what the store keeps and the other packages hand each other.
 */
package org.substantia.challenge.model;
