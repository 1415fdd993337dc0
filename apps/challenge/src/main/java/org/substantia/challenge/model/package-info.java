/** The values a challenge is made of: people, teams, phases, submissions and their states. No behavior beyond them. */
package org.substantia.challenge.model;
